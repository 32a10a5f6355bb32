import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { beforeEach, expect, test } from '@jest/globals';
import { runCommand, type Run } from '@ktrdr/process';
import { makeWhole } from '../../src/create/make-whole.ts';
import type { InstanceEvent } from '../../src/index.ts';
import { aResult } from '../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

// Real git: a worktree of which an undo has removed `.git` and one of two files.
const root = temporaryDirectory();
const env = { PATH: processEnv['PATH'], HOME: root, GIT_CONFIG_NOSYSTEM: '1' };
let count = 0;
let clone: string;
let worktree: string;
beforeEach(() => {
  clone = join(root, `${(count += 1)}`, 'ktrdr');
  worktree = join(root, `${count}`, 'ktrdr--x');
  mkdirSync(clone, { recursive: true });
  git(clone, 'init', '-q', '-b', 'main');
  for (const name of ['code.py', 'kept.py']) writeFileSync(join(clone, name), name);
  git(clone, 'add', '--all');
  git(clone, '-c', 'user.name=me', '-c', 'user.email=me@example.invalid', 'commit', '-q', '-m', 'one');
  git(clone, 'worktree', 'add', '-q', worktree);
  rmSync(at('.git'));
  rmSync(at('code.py'));
  writeFileSync(at('kept.py'), 'mine');
});

const at = (name: string): string => join(worktree, name);
function git(directory: string, ...args: string[]): string {
  return execFileSync('git', ['-C', directory, ...args], { env, encoding: 'utf8' });
}

async function make(run: Run = runCommand): Promise<string[]> {
  const events: InstanceEvent[] = [];
  const administration = join(clone, '.git', 'worktrees', 'ktrdr--x');
  await makeWhole({ env, run, report: (event) => events.push(event) }, worktree, { administration, linked: true });
  return events.flatMap((event) => (event.type === 'warning' ? [event.text] : []));
}

test('what is missing comes back, what is there stays, and git knows the worktree', async () => {
  expect(await make()).toEqual([]);
  expect(readFileSync(at('code.py'), 'utf8')).toBe('code.py');
  expect(readFileSync(at('kept.py'), 'utf8')).toBe('mine');
  expect(git(worktree, 'status', '--porcelain')).toBe(' M kept.py\n');
});

test('one that was killed while git checked out does the rest when it is called again', async () => {
  await expect(make(async () => await Promise.reject(new Error('killed')))).rejects.toThrow('killed');
  expect(existsSync(at('.git'))).toBe(false);
  await make();
  expect(readFileSync(at('code.py'), 'utf8')).toBe('code.py');
});

test('one that has its .git is left alone', async () => {
  writeFileSync(at('.git'), 'gitdir: /elsewhere\n');
  await make();
  expect(readFileSync(at('.git'), 'utf8')).toBe('gitdir: /elsewhere\n');
  expect(existsSync(at('code.py'))).toBe(false);
});

test('files that git could not check out are warned about, with its words; the worktree is one all the same', async () => {
  writeFileSync(join(clone, '.git', 'worktrees', 'ktrdr--x', 'index'), 'broken');
  const [warning] = await make();
  expect(warning).toMatch(/may be missing \(git says: fatal: .*index.*checkout-index --all$/);
  expect(existsSync(at('.git'))).toBe(true);
});

test('a git that was killed is warned about', async () => {
  const killed = aResult({ exitCode: undefined });
  expect(await make(async () => await Promise.resolve(killed))).toEqual([expect.stringContaining('(git was killed)')]);
});
