interface Going<T> {
  readonly outcome: Promise<T>;
  readonly ending: AbortController;
  /** How many have asked and not gone. */
  asking: number;
}

/**
 * Does `work` once for all who ask for its outcome, and keeps that. A failure is forgotten, and the next who asks has it done anew. Work for which
 * nobody waits any more, because the signals of all have aborted, is ended and forgotten too.
 */
export function shared<T>(work: (signal: AbortSignal) => Promise<T>): (signal?: AbortSignal) => Promise<T> {
  let going: Going<T> | undefined;

  function begin(): Going<T> {
    const ending = new AbortController();
    const begun: Going<T> = { outcome: work(ending.signal), ending, asking: 0 };
    const forget = (): void => {
      if (going === begun) going = undefined;
    };
    begun.outcome.catch(forget);
    ending.signal.addEventListener('abort', forget);
    return begun;
  }

  return async (signal) => {
    signal?.throwIfAborted();
    going ??= begin();
    const mine = going;
    mine.asking += 1;
    const leave = (): void => {
      mine.asking -= 1;
      if (mine.asking === 0) mine.ending.abort();
    };
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await mine.outcome;
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  };
}
