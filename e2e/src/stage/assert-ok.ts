import type { KtrdrResult } from '../run-ktrdr.ts';

/** Fails with all that a command said, if it did not end with 0. */
export function assertOk(result: KtrdrResult): KtrdrResult {
  if (result.exitCode === 0) return result;
  throw new Error(`ended with ${result.exitCode}:\n${result.output}`);
}
