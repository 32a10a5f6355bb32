/**
 * Whether `error` carries exactly this `code`: a coded error's, or one of Node's (`ENOENT`).
 * Source of Node's codes: https://nodejs.org/api/errors.html#nodejs-error-codes
 */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
