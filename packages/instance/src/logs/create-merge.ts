/** Several sources as one. */
export interface Merge<T> {
  /** One more source. */
  add(source: AsyncIterable<T>): void;
  /** None is added any more: the items end when the sources have. */
  seal(): void;
  /** Has the items end with this error. */
  fail(error: unknown): void;
  readonly items: AsyncIterable<T>;
}

export interface MergeOptions {
  /**
   * After so many milliseconds in which a source that is waited for gives nothing, nobody waits for it any more: what it gives later comes when it
   * comes. @default each is waited for until it ends
   */
  readonly patienceMs?: number;
}

interface Lane<T> {
  readonly iterator: AsyncIterator<T>;
  /** What it has given and has not been passed on: of each source one item is held. */
  head: T | undefined;
  isLate: boolean;
}

const nobodyWaits = (): void => {};

/** Merges sources, each in the order of its times, by time. Of items of the same time, those of the source that was added first come first. */
export function createMerge<T extends { readonly time: string }>({ patienceMs }: MergeOptions = {}): Merge<T> {
  const lanes = new Set<Lane<T>>();
  let isSealed = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = nobodyWaits;

  const fail = (error: unknown): void => {
    failure ??= { error };
    wake();
  };
  const take = async (lane: Lane<T>): Promise<void> => {
    const next = await lane.iterator.next();
    if (next.done === true) lanes.delete(lane);
    else lane.head = next.value;
    wake();
  };
  const advance = (lane: Lane<T>): void => {
    lane.head = undefined;
    take(lane).catch(fail);
  };
  /** @returns whether something has changed; false when patience is over */
  const change = async (limitMs: number | undefined): Promise<boolean> =>
    await new Promise((resolve) => {
      const limit = limitMs === undefined ? undefined : setTimeout(() => resolve(false), limitMs);
      wake = () => {
        clearTimeout(limit);
        resolve(true);
      };
    });

  async function* items(): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        if (failure !== undefined) throw failure.error;
        const { waited, first } = look(lanes);
        if (waited.length > 0) {
          if (!(await change(patienceMs))) for (const lane of waited) lane.isLate = true;
        } else if (first?.head !== undefined) {
          const { head } = first;
          advance(first);
          yield head;
        } else if (isSealed && lanes.size === 0) return;
        else await change(undefined);
      }
    } finally {
      for (const { iterator } of lanes) iterator.return?.().catch(() => {});
    }
  }

  return {
    add(source) {
      const lane: Lane<T> = { iterator: source[Symbol.asyncIterator](), head: undefined, isLate: false };
      lanes.add(lane);
      advance(lane);
      wake();
    },
    seal() {
      isSealed = true;
      wake();
    },
    fail,
    items: items(),
  };
}

/** Those that have nothing and are waited for, and the one whose item is the earliest. */
function look<T extends { readonly time: string }>(
  lanes: Iterable<Lane<T>>,
): { readonly waited: readonly Lane<T>[]; readonly first: Lane<T> | undefined } {
  const waited: Lane<T>[] = [];
  let first: Lane<T> | undefined;
  let time = '';
  for (const lane of lanes) {
    if (lane.head === undefined) {
      if (!lane.isLate) waited.push(lane);
    } else if (first === undefined || lane.head.time < time) {
      first = lane;
      ({ time } = lane.head);
    }
  }
  return { waited, first };
}
