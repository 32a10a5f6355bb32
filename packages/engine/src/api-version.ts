import { engineTooOld } from './engine-errors.ts';

/** Of Engine 25: its health checks have a `start_interval`, and containers their DNS names. */
const OLDEST = '1.44';
/** Of Engine 28.3, the newest that was tried. */
const NEWEST = '1.51';

/**
 * The version of the API that both sides speak: the Engine's, or the newest known here where that is older.
 * Source: https://docs.docker.com/reference/api/engine/#api-version-matrix
 *
 * @param offered what the Engine says is its newest; undefined where it does not say
 * @throws CodedError `ENGINE_TOO_OLD`
 */
export function apiVersion(offered: string | undefined): string {
  if (offered === undefined || !/^\d+\.\d+$/.test(offered)) throw engineTooOld(offered ?? 'unknown', OLDEST);
  if (isOlder(offered, OLDEST)) throw engineTooOld(offered, OLDEST);
  return isOlder(offered, NEWEST) ? offered : NEWEST;
}

function isOlder(one: string, other: string): boolean {
  const [major = 0, minor = 0] = one.split('.').map(Number);
  const [otherMajor = 0, otherMinor = 0] = other.split('.').map(Number);
  return major === otherMajor ? minor < otherMinor : major < otherMajor;
}
