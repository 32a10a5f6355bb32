import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { borrowersOf } from '../src/git/borrowers.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
let count = 0;
let common: string;
let lent: string;

beforeEach(() => {
  common = join(root, String((count += 1)));
  lent = join(common, 'worktrees', 'x', 'modules', 'sub', 'objects');
});

/** A git directory as git makes it (2.39), which borrows. */
function borrow(gitDirectory: string): void {
  for (const name of ['objects/info', 'refs']) mkdirSync(join(gitDirectory, name), { recursive: true });
  writeFileSync(join(gitDirectory, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(gitDirectory, 'objects', 'info', 'alternates'), `${lent}\n`);
}
const found = async () => await borrowersOf(common, [join(common, 'worktrees', 'x')]);

test.each<[string, readonly string[]]>([
  ['a submodule', ['modules/sub']],
  ['one with slashes in its name', ['modules/libs/sub']],
  ['one of another worktree', ['worktrees/y/modules/sub']],
  ['one of a submodule', ['modules/sub', 'modules/sub/modules/inner']],
  ['one that is called objects, and one beside it', ['modules/objects', 'modules/sub']],
])('is found: %s', async (_, places) => {
  const directories = places.map((name) => join(common, name));
  for (const directory of directories) borrow(directory);
  expect((await found()).map(({ gitDirectory }) => gitDirectory).toSorted()).toEqual(directories.toSorted());
});

test('what goes itself is no matter', async () => {
  borrow(join(common, 'worktrees', 'x', 'modules', 'other'));
  expect(await found()).toEqual([]);
});

test('a place that cannot be looked at is named', async () => {
  mkdirSync(common);
  symlinkSync('modules', join(common, 'modules'));
  await expect(found()).rejects.toMatchObject({
    code: 'NOT_EMPTY',
    message: expect.stringContaining('ELOOP'),
    hint: expect.stringContaining(join(common, 'modules')),
  });
});
