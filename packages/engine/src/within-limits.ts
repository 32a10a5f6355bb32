import { setMaxListeners } from 'node:events';

/** For how long an answer is waited for. */
export interface Limits {
  /** Milliseconds until the question has failed. @default 60_000 */
  readonly timeoutMs?: number | undefined;
  /** Aborting it ends the question; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does `work`, and no longer than its limits say, whatever the work makes of the signal that it gets.
 *
 * @param expired the error when the time is over
 */
export async function withinLimits<T>(
  { timeoutMs = 60_000, signal }: Limits,
  expired: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const abort = (): void => ending.abort(signal?.reason);
  // So many questions may be asked at once: of each container of a stack. None stays longer than its question.
  if (signal !== undefined) setMaxListeners(0, signal);
  signal?.addEventListener('abort', abort, { once: true });
  const limit = setTimeout(() => ending.abort(expired()), timeoutMs);
  try {
    return await new Promise<T>((resolve, reject) => {
      ending.signal.addEventListener('abort', () => reject(ending.signal.reason), { once: true });
      work(ending.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(limit);
    signal?.removeEventListener('abort', abort);
  }
}
