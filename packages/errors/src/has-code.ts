import type { ErrorCode } from './error-codes.ts';

/** A code of ours, or one that looks like Node's: `ENOENT` and `ERR_INVALID_ARG_TYPE`, but not a misspelt one of ours. */
type KnownCode<Code extends string> = Code extends ErrorCode | `ERR_${string}`
  ? Code
  : Code extends `${string}_${string}`
    ? never
    : Code extends `E${string}`
      ? Code
      : string extends Code
        ? Code
        : never;

/**
 * Whether `error` carries exactly this `code`: a coded error's, or one of Node's (`ENOENT`). A code that is in neither list does not compile;
 * a package with codes of its own asks `hasCode<string>(error, code)`.
 * Source of Node's codes: https://nodejs.org/api/errors.html#nodejs-error-codes
 */
export function hasCode<Code extends string>(error: unknown, code: Code & KnownCode<Code>): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
