import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Check, type CheckResult, type Problem, waiting } from './check.ts';
import { isRenewed, isReplaced, type Subject } from './subject.ts';

type Snapshot = (services: readonly string[]) => Subject;

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

export type GateOutcome =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'failed';
      readonly cause: 'hopeless' | 'timeout' | 'not-started';
      readonly problems: readonly Problem[];
    };

/** What is hopeless of containers that may be replaced is tried again when something happens, or after so long. */
const LOOK_AT_OLD_MS = 10_000;

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
 * @throws the signal's reason when it aborts; whatever a check throws
 */
export async function runGate(options: GateOptions): Promise<GateOutcome> {
  options.signal.throwIfAborted();
  const { checks, timeoutMs } = options;
  const end = new AbortController();
  const signal = AbortSignal.any([options.signal, end.signal]);
  const latest = new Map<string, CheckResult>();
  /** The look at each check that is under way, or was the last one. */
  const looks = new Map<string, Promise<CheckResult>>();
  /** What was ok, of which containers. */
  const subjects = new Map<string, Subject>();
  const byName = new Map(checks.map((check) => [check.name, check]));
  // Every check may wait for each.
  const news = new EventEmitter().setMaxListeners(0);
  const isOk = (name: string): boolean => latest.get(name)?.state === 'ok';
  let started = false;

  function problemsOf(check: Check): readonly Problem[] {
    const result = latest.get(check.name);
    return result === undefined || result.state === 'ok' ? [] : result.problems;
  }

  function failure(cause: 'hopeless' | 'timeout'): GateOutcome {
    const failed = checks.filter(({ name }) =>
      cause === 'hopeless' ? latest.get(name)?.state === 'hopeless' : !isOk(name),
    );
    for (const check of failed) if (latest.has(check.name)) options.onFailed?.(check.name, problemsOf(check));
    const problems = failed.flatMap(problemsOf);
    if (problems.length > 0) return { kind: 'failed', cause, problems };
    // Nothing said what is wrong, which is a finding too.
    const silent = failed.map(({ name }) => ({ reason: `the check of ${name} got no answer` }));
    const unstarted = started ? [] : [{ reason: 'docker compose up has not finished' }];
    return { kind: 'failed', cause, problems: [...unstarted, ...silent] };
  }

  /**
   * Why the containers could not be started, and what is wrong with those that there are, seen after it. All else follows from that:
   * nothing answers that was not started.
   */
  async function notStarted(problem: Problem): Promise<GateOutcome> {
    options.lookAtAll();
    const lasting = checks.filter((check) => check.lasting === true);
    const found = await Promise.all(lasting.map(async (check) => await check.look(signal)));
    const own = found.flatMap((result) => (result.state === 'ok' ? [] : result.problems));
    for (const check of checks) if (latest.has(check.name) && !isOk(check.name)) options.onFailed?.(check.name, []);
    return {
      kind: 'failed',
      cause: 'not-started',
      problems: [problem, ...own.filter(({ consequence }) => consequence !== true)],
    };
  }

  /** Whether a check is ok of other containers than there are now. */
  function isOutdated(check: Check, now: Snapshot, differs: typeof isRenewed): boolean {
    const subject = subjects.get(check.name);
    return check.lasting !== true && isOk(check.name) && subject !== undefined && differs(subject, now(check.services));
  }

  /** Looks, and knows of which containers the result is. */
  async function find(check: Check): Promise<CheckResult> {
    const wasStarted = started;
    const before = await options.snapshot();
    const first = (check.after ?? []).flatMap((name) => byName.get(name) ?? []);
    const outdated = first.find((one) => isOutdated(one, before, isReplaced));
    if (outdated !== undefined) return waiting({ reason: `waits for ${outdated.name}`, consequence: true });
    const result = await check.look(signal);
    signal.throwIfAborted();
    if (result.state === 'ok' && check.lasting !== true) {
      const [was, is] = [before(check.services), (await options.snapshot())(check.services)];
      if (isRenewed(was, is)) return waiting({ reason: 'its containers are being replaced', consequence: true });
      subjects.set(check.name, is);
    }
    if (result.state !== 'hopeless' || wasStarted) return result;
    // By what was known before the look: a finding of an old container is none of a new one.
    const named = result.problems.flatMap(({ service }) => service ?? []);
    const isFinal = before(named.length > 0 ? named : check.services).isFresh;
    return isFinal ? result : { ...result, state: 'waiting', isOfOld: true };
  }

  /** Looks, once an earlier look at the same check is done: the later one has the last word. */
  async function look(check: Check): Promise<CheckResult> {
    const previous = looks.get(check.name);
    const looking = (previous ?? Promise.resolve()).catch(() => {}).then(async () => await lookNow(check));
    looks.set(check.name, looking);
    return await looking;
  }

  async function lookNow(check: Check): Promise<CheckResult> {
    const result = await find(check);
    signal.throwIfAborted();
    const changed = latest.get(check.name)?.state !== result.state;
    latest.set(check.name, result);
    if (result.state === 'ok' && changed) {
      options.onOk?.(check.name, result.detail);
      news.emit('ok');
    }
    if (result.state === 'waiting') options.onWaiting?.(check.name, result.problems);
    return result;
  }

  /** Begins again with every check that is ok of other containers than there are now. */
  async function renew(settle: Settle, differs: typeof isRenewed): Promise<void> {
    const now = await options.snapshot();
    signal.throwIfAborted();
    for (const check of checks.filter((one) => isOutdated(one, now, differs))) {
      latest.delete(check.name);
      follow(check, settle).catch(settle.reject);
    }
  }

  async function finish(settle: Settle): Promise<void> {
    const allOk = (): boolean => started && checks.every(({ name }) => isOk(name));
    if (allOk()) await renew(settle, isRenewed);
    if (!allOk()) return;
    // An event may have been lost, or be late.
    options.lookAtAll();
    await Promise.all(checks.filter(({ lasting }) => lasting === true).map(look));
    if (allOk()) settle.resolve({ kind: 'ready' });
  }

  async function follow(check: Check, settle: Settle): Promise<void> {
    while (!(check.after ?? []).every(isOk)) await once(news, 'ok', { signal });
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
        if (result.state === 'hopeless') return settle.resolve(failure('hopeless'));
        if (check.lasting === true) await renew(settle, isReplaced);
        if (result.state === 'ok') await finish(settle);
        if (result.state === 'ok' && check.lasting !== true) return undefined;
        const isOfOld = result.state === 'waiting' && result.isOfOld === true;
        await Promise.race([sleep(isOfOld ? LOOK_AT_OLD_MS : check.everyMs, undefined, { signal: until }), change]);
      } finally {
        over.abort();
      }
    }
  }

  async function start(settle: Settle): Promise<void> {
    const problem = await options.starting;
    // Interrupted, it fails too; that is no finding.
    signal.throwIfAborted();
    if (problem !== undefined) return settle.resolve(await notStarted(problem));
    started = true;
    news.emit('started');
    await renew(settle, isReplaced);
    return await finish(settle);
  }

  /** Looks once more at every check that is not ok, and at what it kept from being looked at; "ready" if then all is. */
  async function lookAgain(settle: Settle): Promise<void> {
    options.lookAtAll();
    const seen = new Set<Check>();
    for (;;) {
      const next = checks.filter((check) => !seen.has(check) && !isOk(check.name) && (check.after ?? []).every(isOk));
      if (next.length === 0) return await finish(settle);
      await Promise.all(
        next.map(async (check) => {
          seen.add(check);
          await looks.get(check.name)?.catch(() => {});
          if (!isOk(check.name)) await look(check);
        }),
      );
    }
  }

  async function limit(settle: Settle): Promise<void> {
    await options.countFrom;
    await sleep(timeoutMs, undefined, { signal });
    await Promise.race([lookAgain(settle), sleep(Math.min(timeoutMs, LAST_LOOKS_MS), undefined, { signal })]);
    settle.resolve(failure('timeout'));
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
