export { moveNew, writeFileDurably } from './write-file-durably.ts';
export { isTemporaryOf, temporaryOf } from './write-file-durably.ts';
export { removeTemporaryFiles } from './remove-temporary-files.ts';
export { acquireFileLock, withFileLock } from './file-lock.ts';
export type { FileLock, FileLockOptions, LockAttempt } from './file-lock.ts';
export { isFileAt } from './is-file-at.ts';
export { describeLockHolder, type LockHolder, readLockHolder } from './lock-holder.ts';
export { brokenLink, type BrokenLink } from './broken-link.ts';
