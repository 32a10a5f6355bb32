import { readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { creatingLockReason } from '../git/sandbox-lock-reason.ts';
import type { CreateJournal } from '../journals/create-journal.ts';

/** What git keeps of a worktree that a create of ours has begun to make. */
export interface MadeWorktree {
  /** Its directory of administrative files, in the common git directory. */
  readonly administration: string;
  /** Whether git had got as far as to note where the worktree is. */
  readonly linked: boolean;
}

/**
 * The worktree that the journal's create has made, whole or in part: its lock says so, by the token. Found in git's own files, because git
 * does not list one that is half made. Source: gitrepository-layout(5).
 */
export async function findWorktree(journal: CreateJournal): Promise<MadeWorktree | undefined> {
  const { path } = journal;
  const made = await lockedByIt(journal);
  // Without a place it belongs to no directory: nothing can be lost with it.
  const here = made.find(({ administration, at }) =>
    at === undefined ? isNameFor(basename(administration), path) : at === path,
  );
  return here && { administration: here.administration, linked: here.at !== undefined };
}

/** The same worktree once git has moved it elsewhere. */
export async function findMovedWorktree(
  journal: CreateJournal,
): Promise<{ readonly administration: string; readonly at: string } | undefined> {
  const [moved] = (await lockedByIt(journal)).flatMap(({ administration, at }) =>
    at === undefined || at === journal.path ? [] : [{ administration, at }],
  );
  return moved;
}

/** What has the create's lock, and where git has it, if that is written down. */
async function lockedByIt(
  journal: CreateJournal,
): Promise<{ readonly administration: string; readonly at: string | undefined }[]> {
  const directory = join(journal.commonDirectory, 'worktrees');
  const found = await Promise.all(
    (await namesIn(directory)).map(async (name) => {
      const administration = join(directory, name);
      // git writes the lock's reason first of all (git 2.33, the first that takes one: `add_worktree` in builtin/worktree.c).
      if ((await firstLine(join(administration, 'locked'))) !== creatingLockReason(journal)) return [];
      const gitdir = (await firstLine(join(administration, 'gitdir'))) ?? '';
      return [{ administration, at: gitdir === '' ? undefined : dirname(resolve(administration, gitdir)) }];
    }),
  );
  return found.flat();
}

/** git names it after the directory, with a number where that is taken. */
function isNameFor(name: string, path: string): boolean {
  return name.startsWith(basename(path)) && /^\d*$/.test(name.slice(basename(path).length));
}

/**
 * Removes what a git that was killed has left of a worktree and that says nothing of whose it is: the empty directory with which it begins, or
 * what its `git reset` was still writing while git itself took back all else.
 */
export async function removeRemains({ path, commonDirectory, branch }: CreateJournal): Promise<void> {
  const directory = join(commonDirectory, 'worktrees');
  for (const name of (await namesIn(directory)).filter((each) => isNameFor(each, path))) {
    const remains = join(directory, name);
    if (await isLeftByReset(remains, branch)) await rm(remains, { recursive: true, force: true });
    else
      await rmdir(remains).catch((error: unknown) => {
        if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR', 'ENOENT'].some((code) => hasCode(error, code))) throw error;
      });
  }
}

// Seen after 26 of 400 kills of git 2.39, in six combinations.
const WRITTEN_BY_RESET = new Set(['HEAD', 'HEAD.lock', 'ORIG_HEAD', 'ORIG_HEAD.lock', 'index', 'index.lock', 'logs']);

/**
 * Whether nothing is there but what `git reset` writes, on the create's own branch. A worktree that is being made has its lock before
 * anything else, and one that was made has its place: git itself would prune what has neither.
 */
async function isLeftByReset(remains: string, { name }: CreateJournal['branch']): Promise<boolean> {
  const names = await readdir(remains).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  });
  if (names.length === 0 || !names.every((each) => WRITTEN_BY_RESET.has(each))) return false;
  const head = await firstLine(join(remains, 'HEAD'));
  return head === undefined || head === `ref: refs/heads/${name}`;
}

async function namesIn(directory: string): Promise<string[]> {
  return await readdir(directory).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
}

/** The first line of a file, undefined without one. */
export async function firstLine(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).split('\n')[0];
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'EISDIR')) return undefined;
    throw error;
  }
}
