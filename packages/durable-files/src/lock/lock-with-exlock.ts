import { constants, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '@ktrdr/errors';

/** How to take the lock by `open`. */
export interface ExlockOptions {
  readonly file: string;
  readonly waitMs: number;
  /** Aborting it ends the wait. */
  readonly signal?: AbortSignal | undefined;
  /** Opens a file: Node's `openSync`. */
  readonly open?: ((file: string, flags: number, mode: number) => number) | undefined;
}

// <sys/fcntl.h> of macOS; Node exports no name for it.
const O_EXLOCK = 0x20;
const retryMs = 15;

/**
 * macOS: an open and locked descriptor, or undefined where another holder kept the lock for `waitMs`. There `open` itself
 * takes the lock, and answers EAGAIN when it is held (open(2)); waiting is trying again.
 */
export async function lockWithExlock({
  file,
  waitMs,
  signal,
  open = openSync,
}: ExlockOptions): Promise<number | undefined> {
  const deadline = performance.now() + waitMs;
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK | O_EXLOCK;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return open(file, flags, 0o600);
    } catch (error) {
      if (!hasCode(error, 'EAGAIN') && !hasCode(error, 'EWOULDBLOCK')) throw error;
    }
    if (performance.now() >= deadline) return undefined;
    // Not all waiters at the same instant.
    await delay(retryMs * (0.5 + Math.random()));
  }
}
