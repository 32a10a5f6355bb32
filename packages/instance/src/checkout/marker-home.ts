import { realpath } from 'node:fs/promises';
import type { Home } from '../core/home.ts';

/** Which registry an `.env.sandbox` is of: that of this home, that of another, or one that it does not name. */
export type MarkerHome = 'this' | 'another' | 'unknown';

/**
 * Which registry the variables of an `.env.sandbox` were written from: it names the shared directory of its home, which may be reached by another
 * path.
 */
export async function markerHome(
  { shared }: Pick<Home, 'shared'>,
  marker: Readonly<Record<string, string>> | undefined,
): Promise<MarkerHome> {
  const named = marker?.['KTRDR_SHARED_DIR'];
  if (named === undefined || named === '') return 'unknown';
  if (named === shared) return 'this';
  const [there, here] = await Promise.all(
    [named, shared].map(async (path) => await realpath(path).catch(() => undefined)),
  );
  return there !== undefined && there === here ? 'this' : 'another';
}
