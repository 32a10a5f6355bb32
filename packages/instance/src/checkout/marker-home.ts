import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Home } from '../core/home.ts';

/** Which registry an `.env.sandbox` is of: that of this home, that of another, or one that it does not name. */
export type MarkerHome = 'this' | 'another' | 'unknown';

/**
 * Whether an instance is one of this registry, so that registering it takes it from no other: its `.env.sandbox` names our home or, where it
 * names none, our home has a record of it.
 */
export function isOfThisRegistry(home: MarkerHome | undefined, isRecorded: boolean): boolean {
  return home === 'this' || (home !== 'another' && isRecorded);
}

/**
 * Which registry the variables of an `.env.sandbox` were written from: it names the shared directory in its home, which may be reached by another
 * path. A home that is not there any more, as after a home was moved, tells nothing.
 */
export async function markerHome(
  { root, shared }: Pick<Home, 'root' | 'shared'>,
  marker: Readonly<Record<string, string>> | undefined,
): Promise<MarkerHome> {
  const named = marker?.['KTRDR_SHARED_DIR'];
  if (named === undefined || named === '') return 'unknown';
  if (named === shared) return 'this';
  // A shared directory is made when it is first used.
  const [there, here] = await Promise.all(
    [dirname(named), root].map(async (path) => await realpath(path).catch(() => undefined)),
  );
  if (there === undefined) return 'unknown';
  return there === here ? 'this' : 'another';
}
