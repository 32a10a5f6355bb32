import { CodedError } from '@ktrdr/errors';
import { isSameVolume, type WhoseVolumes } from './whose-volumes.ts';

/**
 * Refuses where volumes that were shown as an instance's own are not so any more: they were so as long as they were empty, and somebody has filled them.
 *
 * @throws CodedError `PLAN_CHANGED`
 */
export function assertStillOwn(id: string, shown: Pick<WhoseVolumes, 'own'>, now: Pick<WhoseVolumes, 'strange'>): void {
  const lost = now.strange.filter((volume) => shown.own.some((one) => isSameVolume(one, volume)));
  if (lost.length === 0) return;
  const names = lost.map(({ name }) => name).join(', ');
  throw new CodedError(`These volumes of ${id} may now belong to somebody else: ${names}`, {
    code: 'PLAN_CHANGED',
    hint:
      `Nothing was removed. They were empty when the command began; since then something was written to them, or Docker no longer ` +
      'says whether they are empty. Run the command again: it says what you can do with them.',
  });
}
