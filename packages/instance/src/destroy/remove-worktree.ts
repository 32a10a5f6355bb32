import { randomBytes } from 'node:crypto';
import { chmod, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CodedError, messageOf } from '@ktrdr/errors';
import { writeFileDurably } from '@ktrdr/durable-files';
import type { Context } from '../core/context.ts';
import { firstLine } from '../create/find-worktree.ts';
import { askGit } from '../git/run-git.ts';
import { adoptedLockReason, isSandboxLock } from '../git/sandbox-lock-reason.ts';
import { withRepositoryLock } from '../git/with-repository-lock.ts';
import type { Instance } from '../core/instance.ts';
import { bytePath, bytesOf } from '../core/byte-path.ts';
import { isThere } from '../core/stats-at.ts';
import { cameSince } from '../entries/came-since.ts';
import type { SeenEntries } from '../entries/entry-key.ts';
import { removeSeen } from '../entries/remove-seen.ts';
import { assertNothingLost } from '../git/list-work.ts';
import { assertNoCommits } from './assert-no-commits.ts';
import { isItself } from './is-itself.ts';
import type { WorktreeEntry } from './plan-place.ts';
import { removeForeignDirectories } from './remove-foreign-directories.ts';
import type { Survey } from './survey-worktree.ts';

export interface RemoveWorktreeOptions {
  readonly entry: WorktreeEntry;
  /** Where its directory was moved to. */
  readonly aside: string;
  /** An image of the project, for what containers own. */
  readonly image: string | undefined;
  readonly survey: Pick<Survey, 'foreign' | 'closed' | 'unreadable'>;
  /** What was in it when it was looked at last, and goes; undefined where all that an earlier destroy has left goes, whatever it is. */
  readonly seen: SeenEntries | undefined;
  /** Whether commits that nothing else has go, too. */
  readonly force: boolean;
}

/** A name beside a directory that nobody else makes up, and that says what is going on. */
export function asideName(path: string): string {
  return join(dirname(path), `.${basename(path)}.being-removed-${randomBytes(6).toString('hex')}`);
}

/**
 * Removes a linked worktree that was moved aside, and what its repository keeps for it. What to know it by is written down: whatever
 * part of it is left when this process is killed, the next one goes on. That takes its time: what somebody writes there meanwhile stays.
 *
 * @throws CodedError `WORKTREE_NOT_REMOVED`, `FOREIGN_FILES`, `WORK_AT_RISK` (came meanwhile)
 */
export async function removeWorktree(
  context: Context,
  instance: Instance,
  { entry, aside, image, survey, seen, force }: RemoveWorktreeOptions,
): Promise<void> {
  const { foreign, closed, unreadable } = survey;
  await openAll(aside, closed).catch((cause: unknown) => {
    throw notRemoved(entry, aside, cause);
  });
  await removeForeignDirectories(context, aside, { directories: foreign, image });
  const remove = async (): Promise<void> => {
    if (seen === undefined) return await rm(aside, { recursive: true, force: true });
    // What nobody could look into was agreed to with the directory.
    for (const directory of unreadable) await rm(join(aside, directory), { recursive: true, force: true });
    await removeSeen(aside, seen);
  };
  await remove().catch((cause: unknown) => {
    throw notRemoved(entry, aside, cause);
  });
  if (seen !== undefined && (await isThere(aside))) {
    assertNothingLost({ id: instance.id, path: aside }, await cameSince(aside, seen), CAME);
    await removeSeen(aside, seen);
  }
  // Without its repository, nothing is left to forget.
  if (await isThere(entry.adminDirectory))
    await withRepositoryLock(context, entry.commonDirectory, async () => {
      if (!force) await assertNoCommits(context, instance, entry);
      await forgetWorktree(entry);
    });
}

async function openAll(aside: string, closed: readonly string[]): Promise<void> {
  for (const directory of closed) await chmod(bytesOf(join(bytePath(aside), directory)), 0o700);
}

function notRemoved({ path }: WorktreeEntry, aside: string, cause: unknown): CodedError {
  return new CodedError(`Cannot remove the rest of ${path}: ${messageOf(cause)}`, {
    code: 'WORKTREE_NOT_REMOVED',
    hint: `Find out what prevents it (permissions, a mount, a program that writes there), then run the command again: it continues where it stopped, in ${aside}.`,
    cause,
  });
}

const CAME = 'It appeared while the directory was being removed; the rest is gone.';

/**
 * Removes what a repository keeps for a worktree whose directory is gone. Another one's is never touched. The repository's lock must be held.
 *
 * Not by `git worktree remove`: it would delete what has taken the directory's place meanwhile, if its `.git` leads here. Of the repository it
 * removes this directory and nothing else. Source: git 2.39, `delete_git_dir` in builtin/worktree.c
 *
 * @throws CodedError `WORKTREE_NOT_REMOVED`
 */
export async function forgetWorktree(entry: WorktreeEntry): Promise<void> {
  const { path, commonDirectory, adminDirectory } = entry;
  if (!(await isItself(entry))) return;
  if ((await realpath(dirname(adminDirectory))) !== join(await realpath(commonDirectory), 'worktrees')) return;
  const gitdir = (await firstLine(join(adminDirectory, 'gitdir'))) ?? '';
  // Without that file it is a part that a killed git has left. With another path git has given the name to another worktree.
  if (gitdir !== '' && resolve(adminDirectory, gitdir) !== join(path, '.git')) return;
  await rm(adminDirectory, { recursive: true, force: true }).catch((cause: unknown) => {
    throw new CodedError(`git still records the worktree ${path}, whose directory is gone: ${messageOf(cause)}`, {
      code: 'WORKTREE_NOT_REMOVED',
      hint: `Make sure that you may change ${adminDirectory}, then run the command again: it continues where it stopped.`,
      cause,
    });
  });
}

/**
 * Takes our lock off a worktree that stays: from now on it is the user's.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function unlockWorktree(
  context: Context,
  { path, commonDirectory, adminDirectory }: WorktreeEntry,
  { id }: Pick<Instance, 'id'>,
): Promise<void> {
  const reason = await firstLine(join(adminDirectory, 'locked'));
  // Somebody may have locked it by hand meanwhile: that is theirs.
  if (!isSandboxLock(reason, id) && reason !== adoptedLockReason(id)) return;
  const args = [`--git-dir=${commonDirectory}`, 'worktree', 'unlock', path];
  await askGit(context, '/', { doing: `unlock the worktree ${path}`, args });
}

/** Says in the lock of a worktree that it is no sandbox's any more, and why it is kept. */
export async function keepLocked({ adminDirectory }: WorktreeEntry, { id }: Pick<Instance, 'id'>): Promise<void> {
  const why = `its directory was away when sandbox ${id} was destroyed, and git keeps work of it`;
  await writeFileDurably(join(adminDirectory, 'locked'), `${why}\n`);
}
