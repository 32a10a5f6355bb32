import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { removeSeen } from '../../src/entries/remove-seen.ts';
import { seeEntries } from '../../src/entries/see-entries.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
let tree: string;
let count = 0;
const at = (name: string) => join(tree, name);

beforeEach(() => {
  tree = join(root, String((count += 1)));
  mkdirSync(at('lib/deep'), { recursive: true });
  writeFileSync(at('a'), 'a');
  writeFileSync(at('lib/deep/b'), 'b');
  linkSync(at('a'), at('lib/same'));
});

test('all that was there goes, and what a link leads to stays', async () => {
  writeFileSync(join(root, 'outside'), 'mine');
  symlinkSync(join(root, 'outside'), at('link'));
  await removeSeen(tree, await seeEntries(tree));
  expect(existsSync(tree)).toBe(false);
  expect(readFileSync(join(root, 'outside'), 'utf8')).toBe('mine');
});

test.each<[string, string, () => void]>([
  ['a new file', 'lib/deep/new', () => writeFileSync(at('lib/deep/new'), 'x')],
  ['a file that is written to', 'lib/deep/b', () => writeFileSync(at('lib/deep/b'), 'more')],
  [
    'a directory that is moved there',
    'lib/moved/old',
    () => {
      mkdirSync(join(root, 'moved'));
      writeFileSync(join(root, 'moved', 'old'), 'x');
      renameSync(join(root, 'moved'), at('lib/moved'));
    },
  ],
])('%s stays, and nothing else does', async (_, left, come) => {
  const seen = await seeEntries(tree);
  come();
  await removeSeen(tree, seen);
  expect(existsSync(at(left))).toBe(true);
  expect(existsSync(at('a'))).toBe(false);
  expect(existsSync(at('lib/same'))).toBe(false);
});

test('a directory that is gone is as it was wanted', async () => {
  await removeSeen(join(root, 'missing'), new Set());
});
