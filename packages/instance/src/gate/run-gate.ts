import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Check, CheckResult, Problem } from './check.ts';
import type { Subject } from './subject.ts';

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
  /** Which containers these services have now. */
  readonly subject: (services: readonly string[]) => Promise<Subject>;
  /** Resolves when something happened for which every check is worth a look before its time, or the signal aborts. */
  readonly change: (signal: AbortSignal) => Promise<unknown>;
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

/** Ends the gate. */
interface Settle {
  readonly resolve: (outcome: GateOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Runs all checks beside each other until every one is ok, one is hopeless, the containers could not be started, or time
 * is up. A check that was ok is done, but for `lasting` ones, which are looked at until the end and have the last word.
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
  const subjects = new Map<string, string>();
  const news = new EventEmitter();
  const isOk = (name: string): boolean => latest.get(name)?.state === 'ok';
  let started = false;

  function problemsOf(check: Check): readonly Problem[] {
    const result = latest.get(check.name);
    return result === undefined || result.state === 'ok' ? [] : result.problems;
  }

  function failure(cause: 'hopeless' | 'timeout' | 'not-started', first: readonly Problem[] = []): GateOutcome {
    const failed = checks.filter(({ name }) =>
      cause === 'hopeless' ? latest.get(name)?.state === 'hopeless' : !isOk(name),
    );
    for (const check of failed) if (latest.has(check.name)) options.onFailed?.(check.name, problemsOf(check));
    const problems = [...first, ...failed.flatMap(problemsOf)];
    if (problems.length > 0) return { kind: 'failed', cause, problems };
    // Nothing said what is wrong, which is a finding too.
    const silent = failed.map(({ name }) => ({ reason: `the check of ${name} got no answer` }));
    const unstarted = started ? [] : [{ reason: 'docker compose up has not finished' }];
    return { kind: 'failed', cause, problems: [...unstarted, ...silent] };
  }

  /** Looks, and knows of which containers the result is. */
  async function find(check: Check): Promise<CheckResult> {
    const before = await options.subject(check.services);
    const result = await check.look(signal);
    signal.throwIfAborted();
    if (result.state === 'ok') {
      const after = await options.subject(check.services);
      // Looked at while they were replaced, it counts for neither.
      subjects.set(check.name, before.identity === after.identity ? after.identity : '');
    }
    if (result.state !== 'hopeless' || started) return result;
    const named = result.problems.flatMap(({ service }) => service ?? []);
    const { isFresh } = await options.subject(named.length > 0 ? named : check.services);
    return isFresh || started ? result : { ...result, state: 'waiting' };
  }

  async function look(check: Check): Promise<CheckResult> {
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

  async function isOutdated({ name, services }: Check): Promise<boolean> {
    return (await options.subject(services)).identity !== subjects.get(name);
  }

  async function finish(settle: Settle): Promise<void> {
    const allOk = (): boolean => started && checks.every(({ name }) => isOk(name));
    if (!allOk()) return;
    await Promise.all(checks.filter(({ lasting }) => lasting === true).map(look));
    for (const check of checks) {
      if (check.lasting === true || !isOk(check.name) || !(await isOutdated(check)) || !isOk(check.name)) continue;
      latest.delete(check.name);
      follow(check, settle).catch(settle.reject);
    }
    if (allOk()) settle.resolve({ kind: 'ready' });
  }

  async function follow(check: Check, settle: Settle): Promise<void> {
    while (!(check.after ?? []).every(isOk)) await once(news, 'ok', { signal });
    options.onStart?.(check.name);
    for (;;) {
      const over = new AbortController();
      const until = AbortSignal.any([signal, over.signal]);
      // From before the look: what happens meanwhile, it may not have seen.
      const change = options.change(until);
      try {
        const result = await look(check);
        if (result.state === 'hopeless') return settle.resolve(failure('hopeless'));
        if (result.state === 'ok') await finish(settle);
        if (result.state === 'ok' && check.lasting !== true) return undefined;
        await Promise.race([sleep(check.everyMs, undefined, { signal: until }), change]);
      } finally {
        over.abort();
      }
    }
  }

  async function start(settle: Settle): Promise<void> {
    const problem = await options.starting;
    // Interrupted, it fails too; that is no finding.
    signal.throwIfAborted();
    started = problem === undefined;
    if (problem === undefined) await finish(settle);
    else settle.resolve(failure('not-started', [problem]));
  }

  async function limit(settle: Settle): Promise<void> {
    await options.countFrom;
    await sleep(timeoutMs, undefined, { signal });
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
