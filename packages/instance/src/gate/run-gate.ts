import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Check, CheckResult, Problem } from './check.ts';

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

/**
 * Runs all checks beside each other until every one is ok, one is hopeless, the containers could not be started, or time
 * is up. A check that was ok is done, but for `lasting` ones, which are looked at until the end and have the last word.
 *
 * @throws the signal's reason when it aborts; whatever a check throws
 */
export async function runGate(options: GateOptions): Promise<GateOutcome> {
  options.signal.throwIfAborted();
  const { checks, timeoutMs } = options;
  const end = new AbortController();
  const signal = AbortSignal.any([options.signal, end.signal]);
  const latest = new Map<string, CheckResult>();
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

  async function look(check: Check): Promise<CheckResult> {
    const result = await check.look(signal);
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

  async function finish(settle: (outcome: GateOutcome) => void): Promise<void> {
    const allOk = (): boolean => started && checks.every(({ name }) => isOk(name));
    if (!allOk()) return;
    await Promise.all(checks.filter(({ lasting }) => lasting === true).map(look));
    if (allOk()) settle({ kind: 'ready' });
  }

  async function follow(check: Check, settle: (outcome: GateOutcome) => void): Promise<void> {
    while (!(check.after ?? []).every(isOk)) await once(news, 'ok', { signal });
    options.onStart?.(check.name);
    for (;;) {
      const over = new AbortController();
      const until = AbortSignal.any([signal, over.signal]);
      // From before the look: what happens meanwhile, it may not have seen.
      const change = options.change(until);
      try {
        const result = await look(check);
        if (result.state === 'hopeless') return settle(failure('hopeless'));
        if (result.state === 'ok') await finish(settle);
        if (result.state === 'ok' && check.lasting !== true) return undefined;
        await Promise.race([sleep(check.everyMs, undefined, { signal: until }), change]);
      } finally {
        over.abort();
      }
    }
  }

  async function start(settle: (outcome: GateOutcome) => void): Promise<void> {
    const problem = await options.starting;
    // Interrupted, it fails too; that is no finding.
    signal.throwIfAborted();
    started = problem === undefined;
    if (problem === undefined) await finish(settle);
    else settle(failure('not-started', [problem]));
  }

  async function limit(settle: (outcome: GateOutcome) => void): Promise<void> {
    await options.countFrom;
    await sleep(timeoutMs, undefined, { signal });
    settle(failure('timeout'));
  }

  try {
    return await new Promise((settle, reject) => {
      options.signal.addEventListener('abort', () => reject(options.signal.reason), { once: true });
      for (const task of [start, limit, ...checks.map((check) => follow.bind(undefined, check))]) {
        task(settle).catch(reject);
      }
    });
  } finally {
    end.abort();
  }
}
