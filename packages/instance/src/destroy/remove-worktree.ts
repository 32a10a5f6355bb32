import { chmod, lstat, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RunResult } from '@ktrdr/compose-runner';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import type { Context } from '../context.ts';
import { adminDirectoryOf } from '../git/list-worktrees.ts';
import { runGit } from '../git/run-git.ts';
import { withRepositoryLock } from '../git/with-repository-lock.ts';
import type { Instance } from '../instance.ts';
import { removeJournal, writeJournal } from './journal.ts';
import type { WorktreeEntry } from './plan-place.ts';
import { removeForeignDirectories } from './remove-foreign-directories.ts';
import type { Survey } from './survey-worktree.ts';

export interface RemoveWorktreeOptions {
  readonly entry: WorktreeEntry;
  /** An image of the project, for what containers own. */
  readonly image: string | undefined;
  /** When an earlier destroy began with it, in milliseconds since 1970. */
  readonly since: number | undefined;
  readonly survey: Pick<Survey, 'foreign' | 'closed'>;
}

/**
 * Removes a linked worktree and what its repository keeps for it. What to know it by is written down first: whatever half of
 * it is left when this process is killed, the next one goes on.
 *
 * @throws CodedError `WORKTREE_NOT_REMOVED`, `FOREIGN_FILES`
 */
export async function removeWorktree(
  context: Context,
  instance: Instance,
  { entry, image, since, survey: { foreign, closed } }: RemoveWorktreeOptions,
): Promise<void> {
  const { path } = instance;
  const { dev, ino } = await stat(path, { bigint: true });
  const { commonDirectory, adminDirectory } = entry;
  const identity = { commonDirectory, adminDirectory, dev: String(dev), ino: String(ino) };
  await writeJournal(context, instance, {
    ...(image === undefined ? {} : { image }),
    removing: { ...identity, since: since ?? context.now().getTime() },
  });
  for (const directory of closed) await chmod(join(path, directory), 0o700);
  await removeForeignDirectories(context, instance, { directories: foreign, image });
  await withRepositoryLock(context, commonDirectory, async (descriptor) => {
    const git = gitThat(context, commonDirectory, descriptor);
    // Twice: the lock that says that it is ours stays until it is gone. Source: git-worktree(1), `remove`
    const removed = await git('worktree', 'remove', '--force', '--force', path);
    // git gives up half way where it may not remove something, and refuses what has no .git any more.
    await rm(path, { recursive: true, force: true }).catch((cause: unknown) => {
      throw new CodedError(`Cannot remove ${path}: ${messageOf(cause)}`, {
        code: 'WORKTREE_NOT_REMOVED',
        hint: 'See what holds it (permissions, a mount, a program that writes there), then run the command again: it goes on where it stopped.',
        detail: removed.stderr.trim(),
        cause,
      });
    });
    await forget(entry, git);
  });
  await removeJournal(context, instance);
}

/** Removes what a repository keeps for a worktree whose directory is gone. Another one's is never touched. */
export async function forgetWorktree(context: Context, entry: WorktreeEntry): Promise<void> {
  if (!(await isThere(entry.adminDirectory))) return;
  await withRepositoryLock(context, entry.commonDirectory, async (descriptor) => {
    await forget(entry, gitThat(context, entry.commonDirectory, descriptor));
  });
}

type Git = (...args: readonly string[]) => Promise<RunResult>;

/** A git that keeps others out as long as it lives, also when we are killed. */
function gitThat(context: Context, directory: string, descriptor: number): Git {
  return async (...args) => await runGit(context, directory, args, { descriptors: [descriptor] });
}

async function forget({ path, commonDirectory, adminDirectory }: WorktreeEntry, git: Git): Promise<void> {
  if (await isThere(path)) return;
  if ((await adminDirectoryOf(commonDirectory, path)) === adminDirectory)
    await git('worktree', 'remove', '--force', '--force', path);
  // A git that was killed in the middle of this leaves a part that no git command knows by its path any more.
  const isOurs =
    (await isThere(adminDirectory)) &&
    (await realpath(dirname(adminDirectory))) === join(await realpath(commonDirectory), 'worktrees') &&
    !(await isThere(join(adminDirectory, 'gitdir')));
  if (isOurs) await rm(adminDirectory, { recursive: true, force: true });
}

/** Takes our lock off a worktree that stays: from now on it is the user's. */
export async function unlockWorktree(context: Context, { path, commonDirectory }: WorktreeEntry): Promise<void> {
  await runGit(context, commonDirectory, ['worktree', 'unlock', path]);
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
      throw error;
    },
  );
}
