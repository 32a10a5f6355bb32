import { expect, test } from '@jest/globals';
import { bundledPackages } from '../src/bundled-packages.ts';

const inputs = (...paths: readonly (readonly [string, number])[]) => ({
  inputs: Object.fromEntries(paths.map(([path, bytesInOutput]) => [path, { bytesInOutput }])),
});

test('packages of which a byte is in any file of the bundle, each version once; our own sources are none', () => {
  const store = '../../node_modules/.pnpm';
  const outputs = {
    'dist/main.js': inputs(
      ['src/main.ts', 10],
      [`${store}/zod@4.6.7/node_modules/zod/index.js`, 1],
      [`${store}/path-key@4.0.0/node_modules/path-key/index.js`, 2],
      [`${store}/unused@1.0.0/node_modules/unused/index.js`, 0],
    ),
    'dist/chunk.js': inputs(
      [`${store}/zod@4.6.7/node_modules/zod/v4/core.js`, 5],
      [`${store}/path-key@3.1.1/node_modules/path-key/index.js`, 2],
      [`${store}/@sec-ant+stream@0.4.1/node_modules/@sec-ant/stream/lib/index.js`, 3],
      ['node_modules/flat/index.js', 3],
    ),
  };
  expect(bundledPackages({ outputs }, '/work/packages/cli')).toEqual([
    {
      name: '@sec-ant/stream',
      directory: '/work/node_modules/.pnpm/@sec-ant+stream@0.4.1/node_modules/@sec-ant/stream',
    },
    { name: 'flat', directory: '/work/packages/cli/node_modules/flat' },
    { name: 'path-key', directory: '/work/node_modules/.pnpm/path-key@3.1.1/node_modules/path-key' },
    { name: 'path-key', directory: '/work/node_modules/.pnpm/path-key@4.0.0/node_modules/path-key' },
    { name: 'zod', directory: '/work/node_modules/.pnpm/zod@4.6.7/node_modules/zod' },
  ]);
});
