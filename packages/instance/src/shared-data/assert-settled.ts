import { join } from 'node:path';
import { CodedError, isCodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { isThere } from '../core/stats-at.ts';

/**
 * Refuses shared data of which a directory is away, because a copy was ended while it was put in its place: Docker would make it anew, empty, and
 * what a container then writes there would be in the way of what is to come back.
 *
 * @throws CodedError `SHARED_UNFINISHED`
 */
export async function assertSettled({ home }: Pick<Context, 'home'>): Promise<void> {
  if (!(await isThere(join(home.shared, '.init-shared', 'state.json')).catch(() => false))) return;
  // Loaded where it is used: no other start needs it.
  const [{ readStaging, stagingOf }, { swapSteps }] = await Promise.all([
    import('./staging.ts'),
    import('./swap-steps.ts'),
  ]);
  const staging = stagingOf(home.shared);
  // What cannot be read is told by who needs it.
  const left = await readStaging(staging).catch((error: unknown) => {
    if (isCodedError(error)) return undefined;
    throw error;
  });
  if (left?.phase !== 'swapping') return;
  const steps = await swapSteps(home.shared, staging, left);
  const away = steps.filter(({ step, place, isOldKept }) => place !== 'filled' && (isOldKept || step === 'pending'));
  if (away.length === 0) return;
  throw new CodedError(
    `A copy of shared data was ended while it was put in its place: ${away.map(({ name }) => join(home.shared, name)).join(', ')}`,
    { code: 'SHARED_UNFINISHED', hint: 'Nothing was started. Finish it first: ktrdr doctor --fix' },
  );
}
