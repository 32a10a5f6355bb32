import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '@ktrdr/errors';
import {
  acquireFileLock,
  type FileLock,
  isFileAt,
  type LockAttempt,
  readLockHolder,
  withFileLock,
} from '@ktrdr/durable-files';
import type { Context } from './context.ts';
import { isCommandOfOurs } from './is-command-of-ours.ts';
import { lockBearers } from './lock-bearers.ts';

/** After how long one who waits looks for whom. In that time most of what a child has started has ended. */
const LOOK_MS = 500;

export interface InheritedLockOptions {
  readonly file: string;
  readonly waitMs: number;
  /** Whether a process, by the words that it was called with, is one that is waited for when the command that started it has ended. */
  readonly isAtWork: (args: readonly string[]) => boolean;
  /** The outermost directory that is to be this user's, for the hint where another has it. */
  readonly top?: string | undefined;
  /** Aborting it ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes a lock that the children of its holder inherit, and waits for nobody but a command of ours and those children. Whatever else has it has
 * inherited it from them (a hook that git ran, a helper that `docker` has left in the background), and may keep it for hours: the file is then
 * removed from under it, and a lock on another one taken.
 *
 * Who removes the file says so first, in a file beside it, and then looks who has the lock; who has taken the lock says so first, in it, and then looks for that
 * file. So whichever of the two comes second sees the other.
 */
export async function acquireInheritedLock(
  context: Pick<Context, 'command' | 'env' | 'run'>,
  options: InheritedLockOptions,
): Promise<LockAttempt> {
  const acquired = new AbortController();
  const looking = goPastOthers(context, options, acquired.signal);
  try {
    const attempt = await acquire(context, options);
    // Who does not wait as long looks now.
    if (attempt.kind === 'acquired' || options.waitMs >= LOOK_MS) return attempt;
    const isPast = await goPast(context, options, options.signal ?? acquired.signal).catch(() => false);
    return isPast ? await acquire(context, { ...options, waitMs: 0 }) : attempt;
  } finally {
    acquired.abort();
    await looking;
  }
}

async function acquire({ command }: Pick<Context, 'command'>, options: InheritedLockOptions): Promise<LockAttempt> {
  const { file, waitMs, signal, top } = options;
  const deadline = performance.now() + waitMs;
  for (;;) {
    const left = Math.max(0, deadline - performance.now());
    const attempt = await acquireFileLock({ file, waitMs: left, command, signal, top });
    if (attempt.kind === 'held') return attempt;
    try {
      const removing = removingFile(file);
      if (existsSync(removing)) await withFileLock({ file: removing, command, signal }, unlink);
      if (isFileAt(file, attempt.lock.descriptor)) return attempt;
    } catch (error) {
      attempt.lock.release();
      throw error;
    }
    attempt.lock.release();
  }
}

/** Ends with `acquired`. What it cannot find out it leaves as it is: waiting is never wrong. */
async function goPastOthers(
  context: Pick<Context, 'command' | 'env' | 'run'>,
  options: Pick<InheritedLockOptions, 'file' | 'isAtWork'>,
  acquired: AbortSignal,
): Promise<void> {
  try {
    for (;;) {
      await delay(LOOK_MS, undefined, { signal: acquired });
      await goPast(context, options, acquired);
    }
  } catch {
    // It was acquired, or there is no looking.
  }
}

/** Whether there was somebody to go past: then the lock may be had now. */
async function goPast(
  context: Pick<Context, 'command' | 'env' | 'run'>,
  options: Pick<InheritedLockOptions, 'file' | 'isAtWork'>,
  signal: AbortSignal,
): Promise<boolean> {
  const { file } = options;
  if (!(await isLeftToOthers(context, options, signal))) return false;
  await withFileLock({ file: removingFile(file), command: context.command, signal }, async (lock) => {
    if (await isLeftToOthers(context, options, signal)) rmSync(file, { force: true });
    unlink(lock);
  });
  return true;
}

/** Whether somebody has the lock, and nobody who is waited for. */
async function isLeftToOthers(
  { run, env }: Pick<Context, 'env' | 'run'>,
  { file, isAtWork }: Pick<InheritedLockOptions, 'file' | 'isAtWork'>,
  signal: AbortSignal,
): Promise<boolean> {
  if (isNotedByLiving(file)) return false;
  const bearers = await lockBearers(file, { run, env, signal });
  // Somebody may have taken it since.
  if (isNotedByLiving(file)) return false;
  // What a hook has left running may be a Node, too: where the note names the dead, it is not taken for a command of ours.
  const isNoted = readLockHolder(file) !== undefined;
  return bearers.length > 0 && !bearers.some(({ args }) => isAtWork(args) || (!isNoted && isCommandOfOurs(args)));
}

function isNotedByLiving(file: string): boolean {
  const holder = readLockHolder(file);
  return holder !== undefined && isAlive(holder.pid);
}

function isAlive(pid: number): boolean {
  try {
    // Dead, and nobody has read its exit code yet (proc(5)).
    const stat = `/proc/${pid}/stat`;
    if (existsSync(stat) && readFileSync(stat, 'utf8').includes(') Z ')) return false;
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's is alive, too.
    return !hasCode(error, 'ESRCH') && !hasCode(error, 'ENOENT');
  }
}

const removingFile = (file: string): string => `${file}-removing`;

function unlink({ file }: FileLock): void {
  rmSync(file, { force: true });
}
