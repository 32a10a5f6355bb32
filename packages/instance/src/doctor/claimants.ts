import { adoptedLockReason, isSandboxLock } from '../git/sandbox-lock-reason.ts';
import type { PlaceFacts } from './facts.ts';
import { markerOf } from './register-again.ts';

/**
 * The directories that say that they are an instance: a copy of its `.env.sandbox` says it, too. Where git keeps one of them locked as that
 * instance, it is that one; a file in its place counts before one that was moved aside.
 */
export function claimantsOf(id: string, places: readonly PlaceFacts[]): PlaceFacts[] {
  const said = places.filter((place) => place.realPath !== undefined && markerOf(place)?.['INSTANCE_ID'] === id);
  const locked = said.filter(({ lockReason }) => isSandboxLock(lockReason, id) || lockReason === adoptedLockReason(id));
  if (locked.length === 1) return locked;
  const inPlace = said.filter(({ aside }) => aside === undefined);
  return inPlace.length > 0 ? inPlace : said;
}

/** Whether a directory is that instance, as far as can be told: no other one says the same, or git says which it is. */
export function isTheOne(id: string, place: PlaceFacts, places: readonly PlaceFacts[]): boolean {
  const claimants = claimantsOf(id, places);
  return claimants.length === 0 || (claimants.length === 1 && claimants[0] === place);
}
