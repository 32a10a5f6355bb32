/**
 * Whether a system call failed (`EACCES`, `ENOSPC`), as opposed to a mistake in the program.
 * Source: https://nodejs.org/api/errors.html#class-systemerror
 */
export function isSystemError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}
