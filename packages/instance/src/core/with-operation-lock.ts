import { join } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';
import { withFileLock } from '@ktrdr/durable-files';
import type { Context } from './context.ts';

/** A create that looks for what others left holds the lock of each for a moment. */
const A_MOMENT_MS = 1000;

/**
 * Lets one operation at a time change an instance. The kernel frees the lock when the process ends, however it ends, so
 * what a dead process left unfinished is never mistaken for work in progress.
 *
 * @throws CodedError `BUSY`, naming who works on it
 */
export async function withOperationLock<T>(
  context: Context,
  id: string,
  operation: () => Promise<T>,
  options: { readonly waitMs?: number } = {},
): Promise<T> {
  const file = join(context.home.operations, `${id}.lock`);
  try {
    return await withFileLock(
      { file, waitMs: options.waitMs ?? A_MOMENT_MS, command: context.command, top: context.home.root },
      operation,
    );
  } catch (error) {
    if (!hasCode(error, 'LOCK_HELD')) throw error;
    const holder = error instanceof Error ? error.message : '';
    throw new CodedError(`Another command is working on ${id}`, {
      code: 'BUSY',
      hint: 'Wait until it is done, or end it with Ctrl-C where it runs, then try again.',
      detail: holder,
      cause: error,
    });
  }
}
