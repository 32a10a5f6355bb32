import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { homeOf } from '../../src/index.ts';
import { hidePaths } from '../../src/report/hide-paths.ts';
import { personalPaths } from '../../src/report/personal-paths.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const hide = hidePaths([
  { path: '/home/me', as: '~' },
  { path: '/home/me/work', as: '$WORK' },
]);

test.each([
  ['cd /home/me', 'cd ~'],
  ['/home/me/x /home/me:/y', '~/x ~:/y'],
  ['{"path":"/home/me/work/a"}', '{"path":"$WORK/a"}'],
  ['/home/me/workshop', '~/workshop'],
  ['/srv/home/you', '/srv/home/you'],
  // As an address has it, and as JSON may.
  ['file=%2Fhome%2Fme%2Fx', 'file=[redacted]%2Fx'],
])('%j becomes %j', (text, expected) => {
  expect(hide(text)).toBe(expected);
});

const root = temporaryDirectory();
const pathsOf = async (env: Record<string, string>) => await personalPaths({ env, home: homeOf(env) });

test('the home by all of its names, and KTRDR_HOME where it is elsewhere', async () => {
  const real = join(root, 'real');
  const link = join(root, 'link');
  mkdirSync(real);
  symlinkSync(real, link);
  expect(await pathsOf({ HOME: `${link}/` })).toEqual(
    expect.arrayContaining([
      { path: link, as: '~' },
      { path: real, as: '~' },
    ]),
  );
  expect((await pathsOf({ HOME: link })).filter(({ as }) => as !== '~')).toEqual([]);
  expect(await pathsOf({ HOME: link, KTRDR_HOME: '/srv/ktrdr' })).toContainEqual({
    path: '/srv/ktrdr',
    as: '$KTRDR_HOME',
  });
});
