import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { geteuid } from 'node:process';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import {
  aside,
  expectDestroyed,
  killedWhileRemoving,
  moved,
  place,
  root,
  sandbox,
  tree,
  write,
} from '../support/destroy-scene.ts';
import { buildPrograms, startProgram, temporaryDirectory } from '@ktrdr/test-support';

// Permissions do not stop root: as root, the program runs as nobody, whose everything is meanwhile. Anybody else runs it as themselves.
const IS_ROOT = geteuid?.() === 0;
const NOBODY = 65_534;
const programs = temporaryDirectory();

beforeAll(() => {
  buildPrograms(programs, import.meta.url);
  for (const directory of [programs, root]) chmodSync(directory, 0o755);
});

beforeEach(() => giveTo(NOBODY));

/** What the program says that destroys the sandbox. */
async function destroyed({ dryRun = false } = {}): Promise<string | undefined> {
  // What the test itself has left for it, as its user would have.
  if (IS_ROOT) execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, join(place, '.ktrdr')]);
  const user = IS_ROOT ? { uid: NOBODY, gid: NOBODY } : {};
  const program = startProgram(programs, 'destroy', { home: place, id: sandbox.id, dryRun }, user);
  expect((await program.ended).stderr).toBe('');
  // git of root's reads no repository of somebody else's.
  giveTo(0);
  return program.lines.at(-1);
}

function giveTo(user: number): void {
  if (IS_ROOT) execFileSync('chown', ['-R', `${user}:${user}`, place]);
}

/** Makes a directory one that is not the user's to change: another's, or where nobody else can be had, a closed one. */
function close(directory: string): void {
  if (IS_ROOT) chownSync(directory, 0, 0);
  else chmodSync(directory, 0o555);
}

test('a directory that nobody may look into goes with the rest, where that was agreed to', async () => {
  mkdirSync(join(tree, 'output'));
  write('output/result.csv');
  giveTo(NOBODY);
  chmodSync(join(tree, 'output'), 0o000);
  expect(await destroyed()).toBe('destroyed');
  await expectDestroyed();
});

test('a directory that nobody may look into in one that is rebuilt may hold anything, and counts as work', async () => {
  mkdirSync(join(tree, 'node_modules', 'closed'), { recursive: true });
  write('node_modules/closed/work.py');
  giveTo(NOBODY);
  chmodSync(join(tree, 'node_modules', 'closed'), 0o000);
  expect(await destroyed()).toBe('refused WORK_AT_RISK unreadable file or directory: node_modules/closed/');
  expect(existsSync(join(tree, 'node_modules', 'closed'))).toBe(true);
});

test('what has come into a directory of another user since the last look stays, and is named', async () => {
  await killedWhileRemoving(moved(() => writeFileSync(join(aside(), 'docs', 'result.txt'), 'mine')));
  close(join(aside(), 'docs'));
  expect(await destroyed()).toBe('refused WORK_AT_RISK untracked file: docs/result.txt');
  chmodSync(join(aside(), 'docs'), 0o755);
  for (const name of ['a.txt', 'docs/result.txt']) expect(existsSync(join(aside(), name))).toBe(true);
});

test('a directory that nobody may look into any more may hold what has come since: it is refused', async () => {
  await killedWhileRemoving(moved(() => chmodSync(join(aside(), 'docs'), 0o000)));
  expect(await destroyed()).toBe('refused WORK_AT_RISK unreadable file or directory: docs/');
  chmodSync(join(aside(), 'docs'), 0o755);
  for (const name of ['a.txt', 'docs/d.txt']) expect(existsSync(join(aside(), name))).toBe(true);
});

test('what is made yours again as the message says is not taken for work, and goes with the rest', async () => {
  await killedWhileRemoving(moved(() => {}));
  const docs = join(aside(), 'docs');
  chmodSync(join(docs, 'd.txt'), 0o600);
  close(docs);
  expect(await destroyed()).toMatch(/^refused (FOREIGN_FILES|WORKTREE_NOT_REMOVED)/);
  // `sudo chown -R` and the like.
  giveTo(NOBODY);
  chmodSync(docs, 0o755);
  chmodSync(join(docs, 'd.txt'), 0o644);
  expect(await destroyed()).toBe('destroyed');
  await expectDestroyed();
});

(IS_ROOT ? test : test.skip)(
  'what nobody can remove is refused before anything is changed, also in a dry run',
  async () => {
    mkdirSync(join(tree, 'output', 'theirs'), { recursive: true });
    for (const dryRun of [true, false]) {
      giveTo(NOBODY);
      chownSync(join(tree, 'output', 'theirs'), 0, 0);
      expect(await destroyed({ dryRun })).toBe('refused FOREIGN_FILES ');
    }
    expect(existsSync(join(tree, 'output', 'theirs'))).toBe(true);
  },
);
