/** Lets a few pieces of work go on at a time; the others wait for their turn. */
export interface Gate {
  /** @throws the reason of the signal, where it aborts before the turn has come */
  readonly run: <Value>(work: () => Promise<Value>, signal: AbortSignal) => Promise<Value>;
  /** How many wait. */
  readonly waiting: number;
  /** Resolves when nothing is at work or waits. */
  idle(): Promise<void>;
}

export interface GateOptions {
  readonly atOnce: number;
  /** Called when a piece of work has come to its end. */
  readonly onEnd?: () => void;
}

export function createGate({ atOnce, onEnd = () => {} }: GateOptions): Gate {
  const waiting = new Set<() => void>();
  const all = new Set<Promise<unknown>>();
  let going = 0;

  const turn = async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (going < atOnce) return void (going += 1);
    await new Promise<void>((resolve, reject) => {
      const give = (): void => {
        signal.removeEventListener('abort', abort);
        waiting.delete(give);
        resolve();
      };
      const abort = (): void => {
        waiting.delete(give);
        reject(signal.reason);
      };
      waiting.add(give);
      signal.addEventListener('abort', abort, { once: true });
    });
  };

  /** The turn goes to the one that has waited longest. */
  const pass = (): void => {
    const [next] = waiting;
    if (next === undefined) going -= 1;
    else next();
    onEnd();
  };

  return {
    async run(work, signal) {
      const done = turn(signal).then(async () => await work().finally(pass));
      all.add(done);
      try {
        return await done;
      } finally {
        all.delete(done);
      }
    },
    get waiting() {
      return waiting.size;
    },
    async idle() {
      while (all.size > 0) await Promise.allSettled(all);
    },
  };
}
