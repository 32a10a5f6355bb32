import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Check, CheckResult, Problem } from './check.ts';
import {
  beginGate,
  blockedBy,
  containersChanged,
  containersStarted,
  failed,
  type Failure,
  type Finding,
  findingOf,
  type GateNews,
  type GateOutcome,
  isOk,
  isReady,
  leftToLookAt,
  looked,
  mayLook,
  nextLook,
  notStarted,
  type Snapshot,
} from './gate-state.ts';
import { isRenewed, isReplaced } from './subject.ts';

export interface GateOptions {
  readonly checks: readonly Check[];
  /**
   * What starts the containers, running beside the checks: undefined when it went well, else what went wrong.
   * "Ready" waits for it.
   */
  readonly starting: Promise<Problem | undefined>;
  /** From when the timeout counts. */
  readonly countFrom: Promise<unknown>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** The containers as they are now: which of them services have. */
  readonly snapshot: () => Promise<Snapshot>;
  /** Resolves when something happened for which every check is worth a look before its time, or the signal aborts. */
  readonly change: (signal: AbortSignal) => Promise<unknown>;
  /** The next look at the containers is to be at all of them, whatever is known. */
  readonly lookAtAll: () => void;
  readonly onStart?: (check: string) => void;
  readonly onWaiting?: (check: string, problems: readonly Problem[]) => void;
  readonly onOk?: (check: string, detail: string | undefined) => void;
  readonly onFailed?: (check: string, problems: readonly Problem[]) => void;
}

/**
 * How long, at most, the looks take that begin when time is up (ms). They never take longer than the timeout itself: who gives a start two
 * seconds does not wait seven.
 */
const LAST_LOOKS_MS = 5_000;

/** Ends the gate. */
interface Settle {
  readonly resolve: (outcome: GateOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs all checks beside each other until every one is ok, one is hopeless, the containers could not be started, or time
 * is up. A check that was ok is done, but for `lasting` ones, which are looked at until the end and have the last word.
 * When time is up, what is not ok is looked at once more: what is known of it may be as old as the pause between two looks.
 *
 * Containers that ran before may be about to be replaced. What was ok of them is looked at again where they were, and what is
 * hopeless of them is not before all containers are started.
 *
 * What is known, and what follows from it, is in `gate-state.ts`; this looks, waits, and tells.
 *
 * @throws the signal's reason when it aborts; whatever a check throws
 */
export async function runGate(options: GateOptions): Promise<GateOutcome> {
  options.signal.throwIfAborted();
  const { checks, timeoutMs } = options;
  const end = new AbortController();
  const signal = AbortSignal.any([options.signal, end.signal]);
  /** The look at each check that is under way, or was the last one. */
  const looks = new Map<string, Promise<CheckResult>>();
  // Every check may wait for each.
  const news = new EventEmitter().setMaxListeners(0);
  let state = beginGate(checks);

  function tell(all: readonly GateNews[]): void {
    for (const one of all) {
      if (one.kind === 'ok') options.onOk?.(one.check, one.detail);
      else if (one.kind === 'waiting') options.onWaiting?.(one.check, one.problems);
      else options.onFailed?.(one.check, one.problems);
      if (one.kind === 'ok') news.emit('ok');
    }
  }

  function fail(settle: Settle, failure: Failure): void {
    tell(failure.news);
    settle.resolve(failure.outcome);
  }

  /** Looks once an earlier look at the same check is done: the later one has the last word. */
  async function look(check: Check): Promise<CheckResult> {
    const previous = looks.get(check.name);
    const looking = (previous ?? Promise.resolve()).catch(() => {}).then(async () => await lookNow(check));
    looks.set(check.name, looking);
    return await looking;
  }

  async function lookNow(check: Check): Promise<CheckResult> {
    const finding = await find(check);
    signal.throwIfAborted();
    const next = looked(state, check, finding);
    ({ state } = next);
    tell(next.news);
    return finding.result;
  }

  async function find(check: Check): Promise<Finding> {
    const wasStarted = state.isStarted;
    const before = await options.snapshot();
    const blocked = blockedBy(state, check, before);
    if (blocked !== undefined) return blocked;
    const result = await check.look(signal);
    signal.throwIfAborted();
    const isSubject = result.state === 'ok' && check.lasting !== true;
    const after = isSubject ? await options.snapshot() : undefined;
    return findingOf(check, { result, before, after, wasStarted });
  }

  /** Begins again with every check that is ok of other containers than there are now. */
  async function renew(settle: Settle, differs: typeof isRenewed): Promise<void> {
    const now = await options.snapshot();
    signal.throwIfAborted();
    const changed = containersChanged(state, now, differs);
    ({ state } = changed);
    for (const check of changed.again) follow(check, settle).catch(settle.reject);
  }

  /** Ready, if all is ok and what is lasting still is, by a fresh look at everything: an event may have been lost, or be late. */
  async function finish(settle: Settle): Promise<void> {
    if (!isReady(state)) return;
    options.lookAtAll();
    await renew(settle, isRenewed);
    if (!isReady(state)) return;
    await Promise.all(checks.filter(({ lasting }) => lasting === true).map(look));
    if (isReady(state)) settle.resolve({ kind: 'ready' });
  }

  /** Looks at a check until it is done. */
  async function follow(check: Check, settle: Settle): Promise<void> {
    while (!mayLook(state, check)) await once(news, 'ok', { signal });
    options.onStart?.(check.name);
    for (;;) {
      const over = new AbortController();
      const until = AbortSignal.any([signal, over.signal]);
      // From before the look: what happens meanwhile, it may not have seen.
      const change = Promise.race([options.change(until), once(news, 'started', { signal: until }).catch(() => {})]);
      try {
        let result = await look(check);
        if (result.state === 'hopeless' && check.lasting === true) {
          options.lookAtAll();
          result = await look(check);
        }
        const next = nextLook(check, result);
        if (next.kind === 'hopeless') return fail(settle, failed(state, 'hopeless'));
        if (check.lasting === true) await renew(settle, isReplaced);
        if (result.state === 'ok') await finish(settle);
        if (next.kind === 'done') return undefined;
        await Promise.race([sleep(next.afterMs, undefined, { signal: until }), change]);
      } finally {
        over.abort();
      }
    }
  }

  /** Waits for what starts the containers. */
  async function start(settle: Settle): Promise<void> {
    const problem = await options.starting;
    // Interrupted, it fails too; that is no finding.
    signal.throwIfAborted();
    if (problem !== undefined) {
      options.lookAtAll();
      const lasting = checks.filter((check) => check.lasting === true);
      const last = await Promise.all(lasting.map(async (check) => await check.look(signal)));
      return fail(settle, notStarted(state, problem, last));
    }
    state = containersStarted(state);
    news.emit('started');
    await renew(settle, isReplaced);
    return await finish(settle);
  }

  /** Looks once more at every check that is not ok, and at what it kept from being looked at; "ready" if then all is. */
  async function lookAgain(settle: Settle): Promise<void> {
    options.lookAtAll();
    const seen = new Set<Check>();
    for (let next = leftToLookAt(state, seen); next.length > 0; next = leftToLookAt(state, seen)) {
      await Promise.all(
        next.map(async (check) => {
          seen.add(check);
          await looks.get(check.name)?.catch(() => {});
          if (!isOk(state, check.name)) await look(check);
        }),
      );
    }
    await finish(settle);
  }

  /** Waits until time is up. */
  async function limit(settle: Settle): Promise<void> {
    await options.countFrom;
    await sleep(timeoutMs, undefined, { signal });
    await Promise.race([lookAgain(settle), sleep(Math.min(timeoutMs, LAST_LOOKS_MS), undefined, { signal })]);
    fail(settle, failed(state, 'timeout'));
  }

  try {
    return await new Promise((resolve, reject) => {
      options.signal.addEventListener('abort', () => reject(options.signal.reason), { once: true });
      const settle = { resolve, reject };
      for (const task of [start, limit, ...checks.map((check) => follow.bind(undefined, check))]) {
        task(settle).catch(reject);
      }
    });
  } finally {
    end.abort();
  }
}
