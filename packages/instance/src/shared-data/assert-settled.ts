import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, isCodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { isThere } from '../core/stats-at.ts';
import type { SharedDirectory } from './shared-directories.ts';
import { readStaging, stagingOf } from './staging.ts';
import { swapSteps } from './swap-steps.ts';
import { withSharedLock } from './with-shared-lock.ts';

/**
 * Refuses shared data of which a directory is away, because a copy was ended while it was put in its place: Docker would make it anew, empty, and
 * what a container then writes there would be in the way of what is to come back.
 *
 * @throws CodedError `SHARED_UNFINISHED`; `BUSY` while a copy is being put there
 */
export async function assertSettled(context: Context): Promise<void> {
  const { shared } = context.home;
  if (!(await isThere(join(shared, '.init-shared', 'state.json')).catch(() => false))) return;
  if ((await directoriesAway(shared)).length === 0) return;
  const away = await withSharedLock(context, await realpath(shared), async () => await directoriesAway(shared));
  if (away.length === 0) return;
  throw new CodedError(
    `A copy of shared data was interrupted while being put in place. Missing: ${away.map((name) => join(shared, name)).join(', ')}`,
    { code: 'SHARED_UNFINISHED', hint: 'Nothing was started. Finish it first: ktrdr doctor --fix' },
  );
}

/** What is neither as it was nor as it is to be. */
async function directoriesAway(shared: string): Promise<SharedDirectory[]> {
  const staging = stagingOf(shared);
  // What cannot be read is told by who needs it.
  const left = await readStaging(staging).catch((error: unknown) => {
    if (isCodedError(error)) return undefined;
    throw error;
  });
  if (left === undefined || left.phase === 'copying') return [];
  const steps = await swapSteps(shared, staging, left);
  const isAway = ({ step, place }: (typeof steps)[number]): boolean =>
    place !== 'filled' && (step === 'pending' || step === 'lost');
  return steps.filter(isAway).map(({ name }) => name);
}
