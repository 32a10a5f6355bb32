import type { CauseCode } from './cause-codes.ts';

/** What refuses a start by name, and is not to be seen in what came of it. */
export const REFUSALS: ReadonlySet<CauseCode> = new Set([
  'ADDRESS_POOLS',
  'ENGINE_TOO_OLD',
  'IMAGE_MISSING',
  'IMAGE_PLATFORM',
  'SECRET_CHANGED',
  'SECRET_MISSING',
]);
