import { closeSync } from 'node:fs';
import { dirname } from 'node:path';
import { CodedError, hasCode, isSystemError, messageOf, quoteArgument } from '@ktrdr/errors';
import { isFileAt } from './is-file-at.ts';
import { closeLockFile, describeLockHolder, readLockHolder, writeLockHolder, type LockHolder } from './lock-holder.ts';
import { lockWithExlock } from './lock-with-exlock.ts';
import { lockWithFlock } from './lock-with-flock.ts';
import { makeDirectory } from './make-directory.ts';
import { ownedByAnother } from '../owned-by-another.ts';

/** Which lock, and how long to wait for it. */
export interface FileLockOptions {
  /** The lock file; it and its directory are created. Its content is ours: do not lock a file that holds data. */
  readonly file: string;
  /** What this process calls itself to those who wait: `ktrdr sandbox create`. Readable by others: no secrets. */
  readonly command: string;
  /** Milliseconds until a waiter gives up; 0 tries once. @default 10_000 */
  readonly waitMs?: number | undefined;
  /** Aborting it ends the wait. */
  readonly signal?: AbortSignal | undefined;
  /** The outermost directory that is to be this user's, for the hint where another has it. @default two above the file */
  readonly top?: string | undefined;
  /** @default process.platform */
  readonly platform?: NodeJS.Platform | undefined;
  /** The `flock` program, on Linux. @default 'flock' */
  readonly flock?: string | undefined;
}

/** A lock that this process holds until it releases it or ends, in whatever way. */
export interface FileLock {
  readonly file: string;
  /** The open lock file. A child that inherits it holds the lock too, also after this process has ended. */
  readonly descriptor: number;
  /** Frees the lock; once more does nothing. */
  release(): void;
}

/** What came of trying: the lock, or who has it (unknown for the instant before a new holder has named itself). */
export type LockAttempt =
  | { readonly kind: 'acquired'; readonly lock: FileLock }
  | { readonly kind: 'held'; readonly by: LockHolder | undefined };

/**
 * Takes the kernel's lock on a file, exclusively, against every other holder, in this process too. A dead holder's lock is free at
 * once; a living one's is never taken over. The lock file stays where it is; a holder may remove it while it has the lock.
 *
 * @throws CodedError `LOCK_UNSUPPORTED` (no `flock`, or another platform than Linux and macOS), `LOCK_FAILED` (permissions,
 *   disk, a file system without locks); the reason of `signal` when that is aborted first
 */
export async function acquireFileLock(options: FileLockOptions): Promise<LockAttempt> {
  const { file, command, waitMs = 10_000 } = options;
  const deadline = performance.now() + waitMs;
  try {
    for (;;) {
      makeDirectory(dirname(file));
      const descriptor = await lock(options, Math.max(0, deadline - performance.now()));
      if (descriptor === undefined) return { kind: 'held', by: readLockHolder(file) };
      if (isFileAt(file, descriptor)) return { kind: 'acquired', lock: hold(file, descriptor, command) };
      // Removed or replaced while we waited: a lock on it excludes nobody any more.
      closeSync(descriptor);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new CodedError(`Cannot lock ${file}: ${messageOf(error)}`, {
      code: 'LOCK_FAILED',
      hint: hasCode(error, 'ELOOP')
        ? `It is a symbolic link, which was not followed. Remove it: rm ${quoteArgument(file)}`
        : ((await whose(error, options)) ?? HINT),
      cause: error,
    });
  }
}

const HINT =
  'The file and its directory must exist or be creatable, and be writable for you; and the disk must not be full.';

/** What to do about files of another user, where those are the reason. */
async function whose(error: unknown, { file, top }: FileLockOptions): Promise<string | undefined> {
  return hasCode(error, 'EACCES') || hasCode(error, 'EPERM') ? await ownedByAnother(file, { top }) : undefined;
}

/**
 * Runs `work` while this process holds the lock, and frees it afterwards, whatever `work` does.
 *
 * @throws CodedError `LOCK_HELD` (names the holder), and as {@link acquireFileLock}
 */
export async function withFileLock<T>(options: FileLockOptions, work: (lock: FileLock) => T | Promise<T>): Promise<T> {
  const attempt = await acquireFileLock(options);
  if (attempt.kind === 'held') {
    throw new CodedError(`${options.file} is locked by ${describeLockHolder(attempt.by)}`, {
      code: 'LOCK_HELD',
      hint: 'Wait until that process has ended, or end it, and try again.',
    });
  }
  try {
    return await work(attempt.lock);
  } finally {
    attempt.lock.release();
  }
}

function lock(options: FileLockOptions, waitMs: number): Promise<number | undefined> {
  const { file, platform = process.platform, flock = 'flock', signal } = options;
  if (platform === 'linux') return lockWithFlock({ file, waitMs, flock, signal });
  if (platform === 'darwin') return lockWithExlock({ file, waitMs, signal });
  throw new CodedError(`No file locks on ${platform}`, {
    code: 'LOCK_UNSUPPORTED',
    hint: 'Linux and macOS are supported; on Windows, work inside WSL2.',
  });
}

// A plain descriptor, not a FileHandle: garbage collection would close a forgotten handle, and with it the lock.
function hold(file: string, descriptor: number, command: string): FileLock {
  let held = true;
  writeLockHolder(descriptor, { pid: process.pid, command });
  return {
    file,
    descriptor,
    release() {
      if (held) closeLockFile(descriptor);
      held = false;
    },
  };
}
