import { randomBytes } from 'node:crypto';
import { chmod, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RunResult } from '@ktrdr/compose-runner';
import { CodedError, messageOf } from '@ktrdr/errors';
import { writeFileDurably } from '@ktrdr/registry';
import type { Context } from '../context.ts';
import { adminDirectoryOf } from '../git/list-worktrees.ts';
import { askGit, runGit } from '../git/run-git.ts';
import { UNDISTURBED } from '../git/undisturbed.ts';
import { withRepositoryLock } from '../git/with-repository-lock.ts';
import type { Instance } from '../instance.ts';
import { isThere } from '../stats-at.ts';
import { removeJournal } from './journal.ts';
import type { WorktreeEntry } from './plan-place.ts';
import { removeForeignDirectories } from './remove-foreign-directories.ts';
import type { Survey } from './survey-worktree.ts';

export interface RemoveWorktreeOptions {
  readonly entry: WorktreeEntry;
  /** Where its directory was moved to. */
  readonly aside: string;
  /** An image of the project, for what containers own. */
  readonly image: string | undefined;
  readonly survey: Pick<Survey, 'foreign' | 'closed'>;
}

/** A name beside a directory that nobody else makes up, and that says what is going on. */
export function asideName(path: string): string {
  return join(dirname(path), `.${basename(path)}.being-removed-${randomBytes(6).toString('hex')}`);
}

/**
 * Removes a linked worktree that was moved aside, and what its repository keeps for it. What to know it by is written down: whatever
 * part of it is left when this process is killed, the next one goes on.
 *
 * @throws CodedError `WORKTREE_NOT_REMOVED`, `FOREIGN_FILES`
 */
export async function removeWorktree(
  context: Context,
  instance: Instance,
  { entry, aside, image, survey: { foreign, closed } }: RemoveWorktreeOptions,
): Promise<void> {
  for (const directory of closed) await chmod(join(aside, directory), 0o700);
  await removeForeignDirectories(context, aside, { directories: foreign, image });
  await rm(aside, { recursive: true, force: true }).catch((cause: unknown) => {
    throw new CodedError(`Cannot remove what is left of ${entry.path}: ${messageOf(cause)}`, {
      code: 'WORKTREE_NOT_REMOVED',
      hint: `See what holds it (permissions, a mount, a program that writes there), then run the command again: it goes on where it stopped, in ${aside}.`,
      cause,
    });
  });
  await forgetWorktree(context, entry);
  await removeJournal(context, instance);
}

/**
 * Removes what a repository keeps for a worktree whose directory is gone. Another one's is never touched.
 *
 * @throws CodedError `WORKTREE_NOT_REMOVED` with git's words
 */
export async function forgetWorktree(context: Context, entry: WorktreeEntry): Promise<void> {
  if (!(await isThere(entry.adminDirectory))) return;
  await withRepositoryLock(context, entry.commonDirectory, async (descriptor) => {
    await forget(entry, gitThat(context, entry.commonDirectory, descriptor));
  });
}

type Git = (...args: readonly string[]) => Promise<RunResult>;

/** A git that keeps others out as long as it lives, also when we are killed. */
function gitThat(context: Context, directory: string, descriptor: number): Git {
  return async (...args) => await runGit(context, directory, args, { ...UNDISTURBED, descriptors: [descriptor] });
}

async function forget({ path, commonDirectory, adminDirectory }: WorktreeEntry, git: Git): Promise<void> {
  let said = '';
  // Twice: the lock that says that it is ours stays until it is gone. git refuses where something else is at its place now.
  // Source: git-worktree(1), `remove`
  if ((await adminDirectoryOf(commonDirectory, path)) === adminDirectory && !(await isThere(path)))
    said = (await git('worktree', 'remove', '--force', '--force', path)).stderr.trim();
  if (!(await isThere(adminDirectory))) return;
  // A git that was killed in the middle of this leaves a part that no git command knows by its path any more.
  const isOurs = (await realpath(dirname(adminDirectory))) === join(await realpath(commonDirectory), 'worktrees');
  const isPart = !(await isThere(join(adminDirectory, 'gitdir')));
  if (isOurs && (isPart || (await isThere(path)))) return await rm(adminDirectory, { recursive: true, force: true });
  throw new CodedError(`git still has the worktree ${path}, whose directory is gone`, {
    code: 'WORKTREE_NOT_REMOVED',
    hint: 'Mend what git reports, then run the command again: it goes on where it stopped.',
    detail: said,
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
): Promise<void> {
  if (!(await isThere(join(adminDirectory, 'locked')))) return;
  await askGit(context, commonDirectory, { doing: `unlock the worktree ${path}`, args: ['worktree', 'unlock', path] });
}

/** Says in the lock of a worktree that it is no sandbox's any more, and why it is kept. */
export async function keepLocked({ adminDirectory }: WorktreeEntry, { id }: Pick<Instance, 'id'>): Promise<void> {
  const why = `its directory was away when sandbox ${id} was destroyed, and git keeps work of it`;
  await writeFileDurably(join(adminDirectory, 'locked'), `${why}\n`);
}
