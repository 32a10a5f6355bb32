import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getuid, platform } from 'node:process';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ignoredFiles } from '../src/destroy/ignored-files.ts';
import { checkoutsIn } from '../src/git/checkouts-in.ts';
import { realGit } from './support/real-git.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

// Real git: what it ignores, and by which pattern, is its own matter.
const root = temporaryDirectory();
const { git, options } = realGit(root);
const source = join(root, 'source');

let count = 0;
let tree: string;
const write = (name: string, text = 'x'): void => {
  mkdirSync(dirname(join(tree, name)), { recursive: true });
  writeFileSync(join(tree, name), text);
};
const bytes = (name: string): Buffer => Buffer.from(join(tree, name), 'latin1');
const ignore = (...patterns: readonly string[]): void => write('.gitignore', `${patterns.join('\n')}\n`);
const isOurs = async () => await Promise.resolve(false);
const found = async () => {
  const adminDirectory = join(tree, '.git');
  const checkouts = await checkoutsIn({ path: tree, adminDirectory }, options);
  return await ignoredFiles(tree, options, { adminDirectory, checkouts, isOurs });
};
const names = async () => (await found()).map(({ what, files }) => `${what} ${files}`).toSorted();

beforeAll(() => {
  git(root, 'init', '-q', source);
  writeFileSync(join(source, '.gitignore'), '.env\noutput/\n');
  git(source, 'add', '--all');
  git(source, 'commit', '-q', '-m', 'first');
});

beforeEach(() => {
  tree = join(root, String((count += 1)));
  git(root, 'init', '-q', tree);
});

describe('what is called like a product', () => {
  test.each<[string, readonly string[], string, string[]]>([
    ['is one where git ignores it by that name', ['logs/'], 'logs/backend.txt', []],
    ['is one wherever the name is', ['build/', '**/dist'], 'ui/dist/app.js', []],
    ['is one by a pattern of what is in it', ['logs/*', '!logs/.gitkeep'], 'logs/2026/a.txt', []],
    ['is one by the end of its name', ['*.log'], 'deep/run.log', []],
    [
      'is a result where it lies in an ignored directory',
      ['output/'],
      'output/experiments/logs/results.csv',
      ['output/ 1'],
    ],
    ['is a result by a pattern that does not name it', ['output/*'], 'output/logs/results.csv', ['output/ 1']],
    ['is a result whatever its end in an ignored directory', ['output/'], 'output/run.log', ['output/ 1']],
    ['is a result in a cache of data', ['data/**'], 'data/cache/market.parquet', ['data/ 1']],
    ['is one by a pattern of the directories in it', ['logs/*/'], 'logs/2026/a.txt', []],
    ['names no directory in it', ['logs/*/checkpoints/'], 'logs/run1/checkpoints/model.pt', ['logs/ 1']],
    ['names no files in it', ['/cache/prices/*.parquet'], 'cache/prices/x.parquet', ['cache/ 1']],
    ['is a product if a tool gives that name, wherever it lies', ['output/'], 'output/.venv/lib/a.py', []],
    ['is a product if a tool gives that name, by whatever pattern', ['output/*'], 'output/__pycache__/a.bin', []],
  ])('%s: %j, %s', async (_, patterns, file, expected) => {
    ignore(...patterns);
    write(file);
    expect(await names()).toEqual(expected);
  });

  test('counts where the user has said so, wherever it lies', async () => {
    ignore('output/');
    write('output/a/checkpoints/1.pt');
    write('output/a/results.csv');
    git(tree, 'config', '--add', 'ktrdr.rebuildable', 'checkpoints');
    expect(await names()).toEqual(['output/ 1']);
  });

  test('is told apart also among many, and in odd names', async () => {
    ignore('output/*', 'logs');
    for (let number = 0; number < 250; number += 1) write(`output/${number}_cache/a`);
    write('tab\t"ü"/logs/a');
    write('output/build/a');
    expect(await names()).toEqual(['output/ 251']);
  });
});

test('links are not followed, and do not count', async () => {
  ignore('output/');
  write('output/a');
  symlinkSync(source, join(tree, 'output', 'link'));
  expect(await names()).toEqual(['output/ 1']);
});

test('what may not be looked into is something', async () => {
  if (getuid?.() === 0) return;
  ignore('output/');
  write('output/closed/a');
  chmodSync(join(tree, 'output', 'closed'), 0);
  expect(await names()).toEqual(['output/ 1']);
  chmodSync(join(tree, 'output', 'closed'), 0o700);
});

test('what a submodule ignores counts, also in a submodule of its own', async () => {
  git(tree, 'submodule', '--quiet', 'add', source, 'sub');
  git(join(tree, 'sub'), 'submodule', '--quiet', 'add', source, 'inner');
  write('sub/.env', 'KEY=1');
  write('sub/inner/output/results.csv');
  expect(await found()).toEqual([{ what: 'sub/', files: 2, bytes: 6, envFiles: ['sub/.env'] }]);
});

test('names that are not UTF-8 are looked into, and count', async () => {
  // Other file systems do not take such a name.
  if (platform !== 'linux') return;
  ignore('output/', '*.csv');
  write('output/a');
  mkdirSync(bytes('output/caf\u00E9'));
  writeFileSync(bytes('output/caf\u00E9/results'), 'results');
  writeFileSync(bytes('caf\u00E9.csv'), 'x');
  expect((await found()).toSorted((one, other) => one.files - other.files)).toEqual([
    { what: 'caf\uFFFD.csv', files: 1, bytes: 0, envFiles: [] },
    { what: 'output/', files: 2, bytes: 8, envFiles: [] },
  ]);
});
