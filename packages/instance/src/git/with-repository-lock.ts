import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';
import { withFileLock } from '@ktrdr/registry';
import type { Context } from '../context.ts';

/** Ten worktrees may be made one after another, each with a hook of the repository's own. */
const WAIT_MS = 300_000;

/**
 * Lets one process of ours at a time make or remove worktrees and branches of a repository, which git itself refuses to
 * some when many do it at once. `work` is given the lock's descriptor: a git that inherits it holds the lock as long as it
 * lives, so that nobody undoes what a killed process's git is still doing.
 *
 * @param commonDirectory the git directory that all worktrees share
 * @throws CodedError `REPOSITORY_BUSY`, naming who works on it
 */
export async function withRepositoryLock<T>(
  context: Context,
  commonDirectory: string,
  work: (descriptor: number) => Promise<T>,
): Promise<T> {
  const hash = createHash('sha256').update(commonDirectory).digest('hex').slice(0, 16);
  const file = join(context.home.operations, `git-${hash}.lock`);
  try {
    return await withFileLock({ file, waitMs: WAIT_MS, command: context.command }, async ({ descriptor }) => {
      // When it fails, what git started may still run, and has the lock too: whoever undoes this waits for it.
      const result = await work(descriptor);
      // What a hook of the repository started in the background has inherited the lock too; of a file that is gone it
      // excludes nobody.
      rmSync(file, { force: true });
      return result;
    });
  } catch (error) {
    if (!hasCode(error, 'LOCK_HELD')) throw error;
    throw new CodedError(`Another command is working on the worktrees of ${commonDirectory}`, {
      code: 'REPOSITORY_BUSY',
      hint: 'Wait until it is done, or end it, then try again.',
      detail: error instanceof Error ? error.message : undefined,
      cause: error,
    });
  }
}
