export { moveNew, writeFileDurably } from './write/write-file-durably.ts';
export { isTemporaryOf, temporaryOf } from './write/write-file-durably.ts';
export { removeTemporaryFiles } from './write/remove-temporary-files.ts';
export { acquireFileLock, withFileLock } from './lock/file-lock.ts';
export type { FileLock, FileLockOptions, LockAttempt } from './lock/file-lock.ts';
export { isFileAt } from './lock/is-file-at.ts';
export { describeLockHolder, type LockHolder, readLockHolder } from './lock/lock-holder.ts';
export { brokenLink, type BrokenLink } from './broken-link.ts';
export { nameOfOwner, ownedByAnother, takeOver, THEIRS } from './owned-by-another.ts';
