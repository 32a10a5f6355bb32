import { describe, expect, test } from '@jest/globals';
import { checkTarball } from '../src/check-tarball.ts';
import { formatLicences } from '../src/format-licences.ts';
import { NOTICES } from '../src/notices.ts';
import { formatOrigins } from '../src/origins.ts';

const SILENT = 'dist/chunk.cjs: does not say whose code it contains';

const library = {
  name: '@ktrdr/shelf',
  version: '1.2.3',
  description: 'What holds books',
  keywords: ['ktrdr'],
  homepage: 'https://example.invalid/shelf#readme',
  bugs: { url: 'https://example.invalid/issues' },
  repository: { type: 'git', url: 'git+https://example.invalid/shelf.git', directory: 'packages/shelf' },
  license: 'MIT',
  type: 'module',
  engines: { node: '>=20.19.0' },
  sideEffects: false,
  files: ['dist'],
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
  publishConfig: { access: 'public' },
  dependencies: { zod: '4.6.7' },
};
const {
  exports: _,
  dependencies: __,
  sideEffects: ___,
  ...command
} = {
  ...library,
  bin: { shelf: './bin/shelf.mjs' },
  files: ['bin', 'dist'],
};
const libraryFiles = ['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts'];
const commandFiles = ['LICENSE', 'README.md', 'bin/shelf.mjs', 'dist/main.js'];

function tarball(manifest: object, files: readonly string[], texts: Readonly<Record<string, string>> = {}) {
  const entries = files.map((path) => [path, ''] as const);
  return new Map([['package.json', JSON.stringify(manifest)], ...entries, ...Object.entries(texts)]);
}

test('nothing is wrong with a library or a command as they should be', () => {
  expect(checkTarball(tarball(library, libraryFiles))).toEqual([]);
  expect(checkTarball(tarball(command, commandFiles))).toEqual([]);
});

describe('the manifest', () => {
  test.each<[string, object, string]>([
    ['a protocol of pnpm', { dependencies: { zod: 'catalog:' } }, 'zod: catalog: means nothing to others'],
    [
      'a package of this repository',
      { dependencies: { '@ktrdr/errors': 'workspace:*' } },
      '@ktrdr/errors: workspace:* means nothing to others',
    ],
    ['a link', { peerDependencies: { zod: 'link:../zod' } }, 'zod: link:../zod means nothing to others'],
    [
      'the sources',
      { exports: { '.': { '@ktrdr/source': './dist/index.js' } } },
      'exports: the sources are not published',
    ],
    ['what Nx needs', { nx: { tags: [] } }, ': Unrecognized key: "nx"'],
    ['what a package is built with', { devDependencies: {} }, ': Unrecognized key: "devDependencies"'],
    ['no repository', { repository: undefined }, 'repository: Invalid input: expected object, received undefined'],
    ['side effects', { sideEffects: undefined }, 'sideEffects: a library has none'],
    ['no exports', { exports: undefined }, 'exports: a library has some'],
  ])('of a library with %s', (_name, change, problem) => {
    expect(checkTarball(tarball({ ...library, ...change }, libraryFiles))).toEqual([problem]);
  });

  test('of a command that depends on something', () => {
    const manifest = { ...command, dependencies: { zod: '4.6.7' } };
    expect(checkTarball(tarball(manifest, commandFiles))).toEqual([
      'zod: a command is a bundle, and depends on nothing',
    ]);
  });
});

describe('the files', () => {
  test.each([
    ['a source', 'dist/index.ts', 'dist/index.ts: of no use outside this repository'],
    ['a source map', 'dist/index.js.map', 'dist/index.js.map: of no use outside this repository'],
    ['a test', 'dist/test/index.js', 'dist/test/index.js: of no use outside this repository'],
    ['a file beside the declared ones', 'distant.js', 'distant.js: not among "files"'],
  ])('%s does not belong there', (_name, path, problem) => {
    expect(checkTarball(tarball(library, [...libraryFiles, path]))).toEqual([problem]);
  });

  test.each(libraryFiles)('%s must not be missing', (path) => {
    const problems = checkTarball(
      tarball(
        library,
        libraryFiles.filter((each) => each !== path),
      ),
    );
    expect(problems).toEqual([`${path}: missing`]);
  });

  test('what is declared and not there', () => {
    const manifest = { ...library, files: ['dist', 'bin'] };
    expect(checkTarball(tarball(manifest, libraryFiles))).toEqual(['bin: nothing of it is there']);
  });

  test('a pattern of exports stands for what is there, and for something', () => {
    const manifest = { ...command, files: ['bin', 'dist'], exports: { './data/*.json': './dist/data/*.json' } };
    expect(checkTarball(tarball(manifest, [...commandFiles, 'dist/data/one.json']))).toEqual([]);
    expect(checkTarball(tarball(manifest, commandFiles))).toEqual(['dist/data/*.json: missing']);
  });
});

describe('licences of what a command contains', () => {
  const zod = { name: 'zod', version: '4.6.7', licence: 'MIT', texts: ['Copyright (c) somebody'] };
  const stream = { name: '@sec-ant/stream', version: '1.0.0', licence: 'MIT', texts: ['Permission is granted'] };
  const all = formatLicences([stream, zod]);
  const chunk = `${formatOrigins(['@sec-ant/stream', 'zod'])}\nvar minified=1;`;
  const missing = ['@sec-ant/stream', 'zod'].map((name) => `${name}: in the bundle, and not in ${NOTICES}`);

  test.each<[string, { code: string; notices: string }, string[]]>([
    ['all are there', { code: chunk, notices: all }, []],
    ['one is missing', { code: chunk, notices: formatLicences([zod]) }, missing.slice(0, 1)],
    [
      'one has no text',
      { code: chunk, notices: formatLicences([{ ...zod, texts: ['MIT'] }, stream]) },
      [`zod: ${NOTICES} does not hold its licence`],
    ],
    ['there is no such file', { code: chunk, notices: '' }, missing],
    ['a chunk that does not say whose code it is', { code: 'var minified=1;', notices: all }, [SILENT]],
    ['a chunk with nothing of others', { code: formatOrigins([]), notices: '' }, []],
    [
      'a module that is in a chunk, whatever that says of itself',
      {
        code: `${formatOrigins([])}\nvar a=b({"../../node_modules/.pnpm/zod@4.6.7/node_modules/zod/core.js"(c){}});`,
        notices: '',
      },
      missing.slice(1),
    ],
    [
      'code that nobody has minified',
      {
        code: `${formatOrigins([])}\n  // ../../node_modules/.pnpm/@sec-ant+stream@1.0.0/node_modules/@sec-ant/stream/index.js`,
        notices: '',
      },
      missing.slice(0, 1),
    ],
  ])('%s', (_name, { code, notices }, problems) => {
    expect(checkTarball(tarball(command, commandFiles, { 'dist/chunk.cjs': code, [NOTICES]: notices }))).toEqual(
      problems,
    );
  });

  test('a command of ours that is no chunk need not say anything', () => {
    expect(checkTarball(tarball(command, commandFiles, { 'bin/shelf.cjs': 'require("../dist/main.cjs")' }))).toEqual(
      [],
    );
  });
});
