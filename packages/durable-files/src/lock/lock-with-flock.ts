import { spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { CodedError, hasCode } from '@ktrdr/errors';
import { isFileAt } from './is-file-at.ts';

/** How to take the lock by `flock`. */
export interface FlockOptions {
  readonly file: string;
  readonly waitMs: number;
  /** The `flock` program of util-linux: a name on the PATH, or a path. */
  readonly flock: string;
  /** Aborting it ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

const heldByAnother = 200;
// Ctrl-C reaches the whole process group: it can end `flock` while this process decides to go on.
const attempts = 5;
/** How often a waiter looks whether it waits for the right file. */
const lookMs = 100;

/**
 * Linux: an open and locked descriptor, or undefined where another holder kept the lock for `waitMs`.
 *
 * Node has no call for flock(2), but the lock belongs to the open file description, which a child shares when it inherits
 * the descriptor. So a short-lived `flock` takes it, and this process keeps it (flock(2), flock(1)). Node opens files with
 * O_CLOEXEC: no other child inherits the lock, and the kernel frees it when this process ends in whatever way.
 */
export async function lockWithFlock({ file, waitMs, flock, signal }: FlockOptions): Promise<number | undefined> {
  const deadline = performance.now() + waitMs;
  let descriptor = open(file);
  try {
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      const ended = await runFlock(flock, descriptor, {
        file,
        waitMs: deadline - performance.now(),
        explain: attempt > 1,
        signal,
      });
      if (ended.status === 0) return descriptor;
      if (ended.replaced) {
        const replacement = open(file);
        closeSync(descriptor);
        descriptor = replacement;
        attempt = 0;
        continue;
      }
      if (ended.status === heldByAnother) {
        closeSync(descriptor);
        return undefined;
      }
      if ((ended.signal === null && attempt > 1) || attempt === attempts) throw failed(file, ended, flock);
    }
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function open(file: string): number {
  return openSync(file, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o600);
}

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** It was given up, because the file at its path is another one: whoever has the old one excludes nobody. */
  readonly replaced: boolean;
}

interface FlockRun {
  readonly file: string;
  readonly waitMs: number;
  /** Whether to read what it says: to wait for the end of its output takes a millisecond. */
  readonly explain: boolean;
  readonly signal: AbortSignal | undefined;
}

function runFlock(flock: string, descriptor: number, { file, waitMs, explain, signal }: FlockRun): Promise<Ended> {
  // `-w 0` is refused by older releases; fractions of a second are allowed.
  const wait = waitMs > 0 ? ['-w', (waitMs / 1000).toFixed(3)] : ['-n'];
  return new Promise((resolve, reject) => {
    const child = spawn(flock, ['-x', '-E', String(heldByAnother), ...wait, '3'], {
      stdio: ['ignore', 'ignore', explain ? 'pipe' : 'ignore', descriptor],
    });
    const end = () => child.kill('SIGKILL');
    const forget = endWithProcess(end);
    signal?.addEventListener('abort', end, { once: true });
    let replaced = false;
    // A holder may remove the file and end, while something that it has started goes on with the old one, which is open there.
    const watch = setInterval(() => {
      replaced = !isStillThere(file, descriptor);
      if (replaced) end();
    }, lookMs);
    const settle = (): void => {
      clearInterval(watch);
      forget();
      signal?.removeEventListener('abort', end);
    };
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    child.once('error', (error) => {
      settle();
      reject(hasCode(error, 'ENOENT') ? unusable(flock, 'is missing: without it, no lock can be taken') : error);
    });
    child.once(explain ? 'close' : 'exit', (status: number | null, endedBy: NodeJS.Signals | null) => {
      settle();
      resolve({ status, signal: endedBy, stderr: stderr.trim(), replaced });
    });
  });
}

/** Of those that run now. */
const ends = new Set<() => void>();
const endAll = (): void => {
  for (const end of ends) end();
};

/**
 * A waiter must not outlive its process. (If that one is killed, it ends by itself when the wait is over.) They share a listener, because of the eleventh
 * Node would warn on the user's terminal.
 *
 * @returns to be called when it has ended
 */
function endWithProcess(end: () => void): () => void {
  if (ends.size === 0) process.once('exit', endAll);
  ends.add(end);
  return () => {
    ends.delete(end);
    if (ends.size === 0) process.off('exit', endAll);
  };
}

function unusable(flock: string, why: string, detail?: string): CodedError {
  return new CodedError(`The program "${flock}" ${why}`, {
    code: 'LOCK_UNSUPPORTED',
    detail,
    hint: 'Install util-linux: `sudo apt-get install util-linux` (Debian, Ubuntu), `sudo dnf install util-linux-core` (Fedora), `apk add flock` (Alpine).',
  });
}

// What BusyBox's says, which knows neither `-E` nor `-w`, and others to which these options are strange.
const OTHER_FLOCK = /BusyBox|(?:unrecognized|invalid|unknown) option/i;

function failed(file: string, { status, signal, stderr }: Ended, flock: string): CodedError {
  if (OTHER_FLOCK.test(stderr))
    return unusable(flock, 'is not the program from util-linux, whose options are needed', stderr);
  const how = signal === null ? `exit code ${status}` : `ended by ${signal}`;
  return new CodedError(`Cannot lock ${file}: flock: ${how}`, {
    code: 'LOCK_FAILED',
    detail: stderr === '' ? undefined : stderr,
    hint: 'See flock(1). A file system without locks (some network mounts) cannot hold this file: put it on a local disk.',
  });
}

/** Where that cannot be found out, the file is opened again, which says why. An error in a timer would end the process. */
function isStillThere(file: string, descriptor: number): boolean {
  try {
    return isFileAt(file, descriptor);
  } catch {
    return false;
  }
}
