import { realpath } from 'node:fs/promises';
import type { Context } from '../context.ts';
import { withOperationLock } from '../with-operation-lock.ts';
import { readStaging, stagingOf, type Staging, type StagingState } from './staging.ts';
import { deleteReplaced, swapDirectories } from './swap-directories.ts';

/**
 * Finishes an `initShared` that was ended while it put directories in their places. One that was still copying stays.
 *
 * @throws CodedError `SHARED_IN_THE_WAY`, `OLD_DATA_LEFT`, `STAGING_UNREADABLE`, `BUSY`
 */
export async function finishSharedData(context: Context): Promise<void> {
  await withOperationLock(context, 'shared-data', async () => {
    const shared = await realpath(context.home.shared);
    await finishInterrupted(context, shared, stagingOf(shared));
  });
}

/** The same under the lock. Gives what is left of a run that was still copying. */
export async function finishInterrupted(
  context: Context,
  shared: string,
  staging: Staging,
): Promise<StagingState | undefined> {
  const left = await readStaging(staging);
  if (left?.phase !== 'swapping') return left;
  await swapDirectories(shared, staging, left.names);
  await deleteReplaced(staging);
  context.report({
    type: 'note',
    text: `An earlier copy of ${left.from} was ended just before its end: finished now (${left.names.join(', ')}).`,
  });
  return undefined;
}
