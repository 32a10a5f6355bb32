import { CodedError, hasCode, isCodedError, isSystemError, messageOf, quoteArgument } from '@ktrdr/errors';

/** What a file system says of files and disks, and not of a mistake in a program. */
const REFUSALS = [
  'EACCES',
  'EBUSY',
  'EDQUOT',
  'EIO',
  'EISDIR',
  'ELOOP',
  'EMFILE',
  'ENAMETOOLONG',
  'ENFILE',
  'ENOSPC',
  'ENOTDIR',
  'EPERM',
  'EROFS',
  'ESTALE',
  'EXDEV',
];

/** What was thrown or, where a file or a disk refused what nobody had foreseen, an error that says so: no bug of ours. */
export function asRefusal(error: unknown): unknown {
  if (isCodedError(error) || !isSystemError(error) || !REFUSALS.some((code) => hasCode(error, code))) return error;
  const path = typeof error === 'object' && error !== null && 'path' in error ? error.path : undefined;
  if (typeof path !== 'string') return error;
  return new CodedError(`The system refused: ${messageOf(error)}`, {
    code: 'SYSTEM_REFUSED',
    hint: `Check what is there, who owns it, and that its disk is healthy and has space; then run the command again: ls -ld ${quoteArgument(path)}`,
    cause: error,
  });
}
