import { rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';
import { describeLockHolder } from '@ktrdr/durable-files';
import type { Context } from '../core/context.ts';
import { acquireInheritedLock } from '../core/inherited-lock.ts';
import { isGitAtWork } from './is-git-at-work.ts';

/** In the repository itself: whoever works on it meets everybody else there, whatever registry each of them has. */
const LOCK_FILE = 'ktrdr-worktrees-lock';

/** Ten worktrees may be made one after another, each with a hook of the repository's own. */
const WAIT_MS = 300_000;

/**
 * Lets one process of ours at a time make or remove worktrees and branches of a repository, which git itself refuses to
 * some when many do it at once. `work` is given the lock's descriptor: a git that inherits it holds the lock as long as it
 * lives, so that nobody undoes what a killed process's git is still doing.
 *
 * @param commonDirectory the git directory that all worktrees share
 * @param signal aborting it ends the wait for the lock
 * @throws CodedError `REPOSITORY_BUSY`, naming who works on it; `REPOSITORY_MISSING`; the reason of `signal`
 */
export async function withRepositoryLock<T>(
  context: Context,
  commonDirectory: string,
  work: (descriptor: number) => Promise<T>,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<T> {
  const file = join(commonDirectory, LOCK_FILE);
  // To lock makes directories that are missing, and a repository that is away is none to be made.
  await stat(commonDirectory).catch((cause: unknown) => {
    if (hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR')) throw repositoryMissing(commonDirectory, cause);
    throw cause;
  });
  const attempt = await acquireInheritedLock(context, { file, waitMs: WAIT_MS, isAtWork: isGitAtWork, signal });
  if (attempt.kind === 'held') {
    throw new CodedError(`Another command is working on the worktrees of ${commonDirectory}`, {
      code: 'REPOSITORY_BUSY',
      hint: 'Wait until it is done, or stop it, then try again.',
      detail: `${file} is locked by ${describeLockHolder(attempt.by)}`,
    });
  }
  try {
    // When it fails, git itself may still be at work, and has the lock too: whoever undoes this waits for it.
    const result = await work(attempt.lock.descriptor);
    // What a hook of the repository started in the background has inherited the lock too; of a file that is gone it
    // excludes nobody.
    rmSync(file, { force: true });
    return result;
  } finally {
    attempt.lock.release();
  }
}

function repositoryMissing(commonDirectory: string, cause: unknown): CodedError {
  return new CodedError(`The repository is missing: ${commonDirectory}`, {
    code: 'REPOSITORY_MISSING',
    hint: 'If it is on a disk that is not mounted, mount it and run the command again.',
    cause,
  });
}
