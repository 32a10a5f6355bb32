import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError, hasCode, isSystemError } from '@ktrdr/errors';
import { withFileLock } from '@ktrdr/durable-files';
import type { Context } from '../core/context.ts';
import { isWithin } from '../core/is-within.ts';

/** A lock that stays excludes nobody; what was done is done. */
function removeIfAllowed(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

/**
 * Lets one process at a time fill a shared directory. The lock lies in the directory itself: another registry's home may lead to the same one.
 *
 * @param shared its real path
 * @throws CodedError `BUSY`, naming who works on it
 */
export async function withSharedLock<T>(context: Context, shared: string, work: () => Promise<T>): Promise<T> {
  const file = sharedLockFile(shared);
  const { root } = context.home;
  // On a disk of its own, what is above it need not be the user's.
  const top = isWithin(shared, root) ? root : shared;
  try {
    return await withFileLock({ file, waitMs: 0, command: context.command, top }, async () => {
      try {
        return await work();
      } finally {
        removeIfAllowed(file);
      }
    });
  } catch (error) {
    if (!hasCode(error, 'LOCK_HELD')) throw error;
    throw new CodedError(`Another command is filling ${shared}`, {
      code: 'BUSY',
      hint: 'Nothing was changed. Wait until it is done, or stop it with Ctrl-C where it runs, then try again.',
      detail: error instanceof Error ? error.message : undefined,
      cause: error,
    });
  }
}

/** The lock of a shared directory: whoever fills it holds it, and removes it in the end. @param shared its real path */
export function sharedLockFile(shared: string): string {
  return join(shared, '.init-shared.lock');
}
