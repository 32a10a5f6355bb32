import { realpath } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Context } from '../core/context.ts';
import { changedMeanwhile } from '../core/changed-meanwhile.ts';
import { withOperationLock } from '../core/with-operation-lock.ts';
import { assertNoInstances } from './assert-no-instances.ts';
import { lookAtPlaces } from './look-at-places.ts';
import type { SharedDirectory } from './shared-directories.ts';
import { noteRunning } from './note-running.ts';
import { noteStays } from './note-stays.ts';
import { changedSince, copyLost, explained, type UnfinishedSwap } from './shared-errors.ts';
import { withSharedLock } from './with-shared-lock.ts';
import { readStaging, removeEmpty, stagingOf, type Staging, type StagingState, writeStaging } from './staging.ts';
import { assertReplaceable, deleteReplaced, swapDirectories, unagreedOf } from './swap-directories.ts';
import { swapSteps } from './swap-steps.ts';

/**
 * Finishes an `initShared` that was ended while it put directories in their places.
 *
 * @param expected the copies of the one that is meant: another one is left as it is
 * @throws CodedError `CHANGED_MEANWHILE`, `COPY_LOST`, `SHARED_CHANGED`, `SHARED_NOT_REPLACEABLE`, `SHARED_IN_THE_WAY`, `OLD_DATA_LEFT`, `STAGING_UNREADABLE`, `BUSY`
 */
export async function finishSharedData(context: Context, expected: StagingState['copies']): Promise<void> {
  await withOperationLock(context, 'shared-data', async () => {
    const shared = await realpath(context.home.shared);
    const staging = stagingOf(shared);
    try {
      await withSharedLock(context, shared, async () => {
        const left = await readStaging(staging);
        if (left === undefined || left.phase === 'copying' || !isDeepStrictEqual(left.copies, expected))
          throw changedMeanwhile('shared data');
        await finishSwap(context, left, { shared, staging });
      });
    } catch (error) {
      throw explained(error, context.home.shared);
    }
  });
}

export interface Finishing {
  readonly shared: string;
  readonly staging: Staging;
  /** Asked about directories that have changed since it was agreed that they are replaced. @default no */
  readonly replace?: ((names: readonly SharedDirectory[]) => Promise<boolean>) | undefined;
}

/** The same under the lock. Gives what is left of a run that was still copying. */
export async function finishInterrupted(
  context: Context,
  { shared, staging, replace }: Finishing,
): Promise<StagingState | undefined> {
  const left = await readStaging(staging);
  if (left === undefined) await removeEmpty(staging);
  if (left === undefined || left.phase === 'copying') return left;
  await finishSwap(context, left, { shared, staging, replace });
  return undefined;
}

async function finishSwap(
  context: Context,
  left: StagingState,
  { shared, staging, replace }: Finishing,
): Promise<void> {
  const steps = await swapSteps(shared, staging, left);
  const about = { shared, staging, steps, from: left.from, isDeleting: left.phase === 'deleting' };
  if (steps.some(({ step }) => step === 'lost')) throw await copyLost(about);
  const state = await agreeAgain(left, { shared, staging, replace }, about);
  const pending = steps.flatMap(({ name, step }) => (step === 'pending' ? [name] : []));
  for (const name of pending) await assertReplaceable(shared, name);
  await assertNoInstances(context, shared, pending);
  await swapDirectories(shared, staging, state);
  await noteRunning(context, { shared, names: state.names, wasFilled: true });
  noteStays(context, await deleteReplaced(shared, staging, state));
  context.report({
    type: 'note',
    text: `An earlier copy of ${left.from} was interrupted just before its end. It is now finished (${left.names.join(', ')}).`,
  });
}

/** Between the run that was ended and this one, days may have passed, and somebody may have worked with what is to be replaced. */
async function agreeAgain(
  left: StagingState,
  { shared, staging, replace }: Finishing,
  about: UnfinishedSwap,
): Promise<StagingState> {
  const changed = await unagreedOf(shared, staging, left);
  if (changed.length === 0) return left;
  const now = await lookAtPlaces(shared, changed);
  if ((await replace?.(changed)) !== true) throw await changedSince(about, changed);
  const state = { ...left, replaces: { ...left.replaces, ...now } };
  await writeStaging(staging, state);
  return state;
}
