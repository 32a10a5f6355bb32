import { setTimeout as sleep } from 'node:timers/promises';
import type { Container, EngineEvent, LogLine } from '@ktrdr/compose-runner';
import { createMerge } from './create-merge.ts';
import type { LogRecord } from './log-record.ts';

/** From where a log is read: so many of the last lines, or what was written since then (ms, the Engine's clock). */
export interface Beginning {
  readonly tail?: number | undefined;
  readonly since?: number | undefined;
}

export interface FollowOptions {
  /** Those that there are. */
  readonly containers: readonly Container[];
  readonly beginning: Beginning;
  /** A container's log from there on, until the container stops or the signal aborts. */
  readonly lines: (container: Container, from: Beginning, signal: AbortSignal) => AsyncIterable<LogLine>;
  readonly read: (container: Container, lines: AsyncIterable<LogLine>) => AsyncIterable<LogRecord>;
  /** Tells of what happens to containers that are wanted, from before they were listed, until the signal aborts. */
  readonly watch: (onEvent: (event: EngineEvent) => void, signal: AbortSignal) => Promise<void>;
  /** One that has come; undefined for one that has gone again. */
  readonly meet: (id: string) => Promise<Container | undefined>;
  /** Whether one that is wanted runs, or is about to. */
  readonly isAnyExpected: () => Promise<boolean>;
  /** Asks the Engine something. A connection on which nothing comes does not tell of one that hangs. */
  readonly ask: () => Promise<unknown>;
  readonly signal: AbortSignal;
  readonly patienceMs?: number;
  readonly graceMs?: number;
  readonly askEveryMs?: number;
}

interface Followed {
  /** The time of its last line. */
  last: string;
  diedAt: number | undefined;
  /** Whether its log is being read. */
  isOpen: boolean;
  /** Whether it has started since that was begun. */
  isAgain: boolean;
  isGone: boolean;
  wake: () => void;
}

/**
 * What containers write from now on, and those that come while it is followed: by time as long as there is more than one that has something to say, and
 * then as it comes. One that starts again is gone on with. It ends when none runs any more.
 */
export async function* followContainers({
  containers,
  beginning,
  lines,
  read,
  watch,
  meet,
  isAnyExpected,
  ask,
  signal,
  patienceMs = 300,
  graceMs = 2_000,
  askEveryMs = 60_000,
}: FollowOptions): AsyncGenerator<LogRecord, void, undefined> {
  const ending = new AbortController();
  const merge = createMerge<LogRecord>({ patienceMs });
  const followed = new Map<string, Followed>();
  const abort = (): void => merge.fail(signal.reason);
  signal.addEventListener('abort', abort, { once: true });

  async function* linesFrom(container: Container, one: Followed, first: Beginning): AsyncGenerator<LogLine> {
    for (let from = first; !one.isGone && !ending.signal.aborted; from = { since: endOf(one) }) {
      const before = one.last;
      one.isOpen = true;
      one.isAgain = false;
      for await (const line of lines(container, from, ending.signal)) {
        const { time = '' } = line;
        // The Engine takes a time to the millisecond: what has been shown of that one comes again.
        if (before !== '' && time <= before) continue;
        one.last = time;
        yield line;
      }
      one.isOpen = false;
      if (one.isAgain || one.isGone) continue;
      const started = new Promise<void>((resolve) => {
        one.wake = resolve;
      });
      endIfOver();
      await started;
    }
  }

  const begin = (container: Container, from: Beginning, one: Followed): void =>
    merge.add(read(container, linesFrom(container, one, from)));

  let isLookDue = false;
  let isLooking = false;
  /** Between the end of a container and the start of the one that takes its place there is a moment. */
  const lookWhetherOver = async (): Promise<void> => {
    while (isLookDue) {
      await sleep(graceMs, undefined, { signal: ending.signal });
      isLookDue = false;
      if ([...followed.values()].some(({ isOpen }) => isOpen) || (await isAnyExpected())) continue;
      merge.seal();
      for (const one of followed.values()) {
        one.isGone = true;
        one.wake();
      }
    }
  };
  const failUnlessEnding = (error: unknown): void => {
    if (!ending.signal.aborted) merge.fail(error);
  };
  const endIfOver = (): void => {
    isLookDue = true;
    if (isLooking) return;
    isLooking = true;
    lookWhetherOver()
      .catch(failUnlessEnding)
      .finally(() => {
        isLooking = false;
        if (isLookDue && !ending.signal.aborted) endIfOver();
      });
  };

  const meetIt = async (id: string, one: Followed): Promise<void> => {
    const container = await meet(id);
    if (container === undefined) followed.delete(id);
    // It is new, and all that it writes is.
    else begin(container, { since: beginning.since }, one);
  };
  const onEvent = ({ action, id, time }: EngineEvent): void => {
    const one = followed.get(id);
    if (action === 'start' && one === undefined) {
      const met = unheard();
      followed.set(id, met);
      meetIt(id, met).catch(failUnlessEnding);
    }
    if (one === undefined) return;
    if (action === 'die') one.diedAt = time;
    if (action === 'start') one.isAgain = true;
    if (action === 'destroy') one.isGone = true;
    if (action === 'start' || action === 'destroy') one.wake();
  };
  const askNowAndThen = async (): Promise<void> => {
    for (;;) {
      await sleep(askEveryMs, undefined, { signal: ending.signal });
      await ask();
    }
  };

  try {
    for (const container of containers) {
      const one = unheard();
      followed.set(container.id, one);
      begin(container, beginning, one);
    }
    watch(onEvent, ending.signal).catch(failUnlessEnding);
    askNowAndThen().catch(failUnlessEnding);
    yield* merge.items;
  } finally {
    signal.removeEventListener('abort', abort);
    ending.abort();
  }
}

/** From when on what it writes has not been shown. */
function endOf({ last, diedAt }: Followed): number | undefined {
  return last === '' ? diedAt : Date.parse(last);
}

/** One that has said nothing yet. It counts as read from the moment on at which it is known. */
function unheard(): Followed {
  return { last: '', diedAt: undefined, isOpen: true, isAgain: false, isGone: false, wake: () => {} };
}
