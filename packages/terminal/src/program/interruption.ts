import { INTERRUPTED } from './exit-code.ts';

const END_AT_LATEST_MS = 2_000;

/** Ctrl-C, and what is like it: whether it came, and when it ends the process. */
export interface Interruption {
  readonly happened: boolean;
  /** The first time it aborts what is going on, which has two seconds to end; the second time the process ends at once. @param by `SIGINT` without it */
  readonly interrupt: (by?: NodeJS.Signals) => void;
  /**
   * Holds the end of those two seconds off until the given function is called: from then on it has two seconds more.
   *
   * @param onDue told when the process would have ended, once for each interruption
   * @param onCut told when a second Ctrl-C ends the process before that
   */
  readonly holdOff: (onDue: () => void, onCut?: () => void) => () => void;
  /**
   * A child has our input and output until the given function is called, and all the time to end. Where they are a terminal, that sends Ctrl-C to the
   * child too, which makes of it what it likes: it is none of ours.
   */
  readonly handOver: (isTerminal: boolean) => () => void;
}

export interface InterruptionOptions {
  readonly abort: (by: NodeJS.Signals) => void;
  readonly exit: (exitCode: number) => void;
}

export function createInterruption({ abort, exit }: InterruptionOptions): Interruption {
  let happened = false;
  let isDue = false;
  let isSaid = false;
  let isTerminals = false;
  const holds = new Map<() => void, (() => void) | undefined>();
  const settle = (): void => {
    const [tell] = holds.keys();
    if (!isDue) return;
    if (tell === undefined) return exit(INTERRUPTED);
    if (!isSaid) tell();
    isSaid = true;
  };
  const endSoon = (): void => {
    isDue = false;
    setTimeout(() => {
      isDue = true;
      settle();
    }, END_AT_LATEST_MS).unref();
  };
  const holdOff: Interruption['holdOff'] = (onDue, onCut) => {
    // Two holds may tell by the same function.
    const tell = (): void => onDue();
    holds.set(tell, onCut);
    settle();
    return () => {
      if (holds.delete(tell) && holds.size === 0 && isDue) endSoon();
    };
  };
  return {
    get happened() {
      return happened;
    },
    interrupt: (by = 'SIGINT') => {
      if (isTerminals && by === 'SIGINT') return;
      if (happened) {
        [...holds.values()].find((cut) => cut !== undefined)?.();
        return exit(INTERRUPTED);
      }
      happened = true;
      abort(by);
      endSoon();
    },
    holdOff,
    handOver: (isTerminal) => {
      const release = holdOff(() => {});
      isTerminals = isTerminal;
      return () => {
        isTerminals = false;
        release();
      };
    },
  };
}
