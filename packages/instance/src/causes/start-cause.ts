import { saysDiskFull } from '../core/says-disk-full.ts';
import { saysOtherProcessor } from '../core/says-other-processor.ts';
import { MIGRATIONS_FAILED } from '../readiness/migrations-failed.ts';
import type { CauseCode } from './cause-codes.ts';

/** What kept an instance from being started, by the error's code. */
const BY_CODE: Readonly<Record<string, CauseCode>> = {
  DISK_FULL: 'DISK_FULL',
  ENGINE_TOO_OLD: 'ENGINE_TOO_OLD',
  IMAGE_MISSING: 'IMAGE_MISSING',
  SECRETS_DIFFER: 'SECRET_CHANGED',
  SECRETS_UNAVAILABLE: 'SECRET_MISSING',
};

/** The Engine's words, 26.1 and 28. */
const NO_ADDRESSES =
  /all predefined address pools have been fully subnetted|could not find an available, non-overlapping IPv4 address pool/i;

/** The cause of a failed start that its error names; undefined where that is to be looked for in what came of it. */
export function startCause(code: string, reasons: readonly string[]): CauseCode | undefined {
  // It is missing because of that.
  if (reasons.some(saysOtherProcessor)) return 'IMAGE_PLATFORM';
  if (BY_CODE[code] !== undefined) return BY_CODE[code];
  if (reasons.some((reason) => NO_ADDRESSES.test(reason))) return 'ADDRESS_POOLS';
  if (reasons.some(saysDiskFull)) return 'DISK_FULL';
  return reasons.some((reason) => reason.includes(MIGRATIONS_FAILED)) ? 'MIGRATIONS_FAILED' : undefined;
}
