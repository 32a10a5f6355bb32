import { type Check, type CheckResult, type Problem, waiting } from './check.ts';
import { isRenewed, isReplaced, type Subject } from './subject.ts';

export type GateOutcome =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'failed';
      readonly cause: 'hopeless' | 'timeout' | 'not-started';
      readonly problems: readonly Problem[];
    };

/** Which containers services have, at one moment. */
export type Snapshot = (services: readonly string[]) => Subject;

/** What the gate knows: how far the start is, what the last look at each check has found, and of which containers. */
export interface GateState {
  readonly checks: readonly Check[];
  /** What starts the containers has come to its end, and well. */
  readonly isStarted: boolean;
  /** By the check's name; none of one that has not been looked at, or is to be looked at anew. */
  readonly found: ReadonlyMap<string, Finding>;
}

export interface Finding {
  readonly result: CheckResult;
  /** Of which containers it is ok; absent where it is not, and of a lasting check, which is looked at anew in any case. */
  readonly subject?: Subject;
}

/** What a transition is to be told of. */
export type GateNews =
  | { readonly kind: 'ok'; readonly check: string; readonly detail: string | undefined }
  | { readonly kind: 'waiting'; readonly check: string; readonly problems: readonly Problem[] }
  | { readonly kind: 'failed'; readonly check: string; readonly problems: readonly Problem[] };

/** What is hopeless of containers that may be replaced is tried again when something happens, or after so long. */
const LOOK_AT_OLD_MS = 10_000;

/** Nothing is started, and nothing was looked at. */
export function beginGate(checks: readonly Check[]): GateState {
  return { checks, isStarted: false, found: new Map() };
}

/** All containers are started: from now on a finding is of them. */
export function containersStarted(state: GateState): GateState {
  return { ...state, isStarted: true };
}

/** A look has found this. That something is ok is news when it was not; that it is not is news each time. */
export function looked(
  state: GateState,
  { name }: Check,
  finding: Finding,
): { readonly state: GateState; readonly news: readonly GateNews[] } {
  const { result } = finding;
  const wasOk = isOk(state, name);
  const ok = result.state === 'ok' && !wasOk ? [{ kind: 'ok', check: name, detail: result.detail } as const] : [];
  const not = result.state === 'waiting' ? [{ kind: 'waiting', check: name, problems: result.problems } as const] : [];
  return { state: { ...state, found: new Map(state.found).set(name, finding) }, news: [...ok, ...not] };
}

/** What was ok of other containers than there are now is to be looked at anew. */
export function containersChanged(
  state: GateState,
  now: Snapshot,
  differs: typeof isRenewed,
): { readonly state: GateState; readonly again: readonly Check[] } {
  const again = state.checks.filter((check) => isOutdated(state, check, now, differs));
  const found = new Map(state.found);
  for (const { name } of again) found.delete(name);
  return { state: { ...state, found }, again };
}

/** Whether a check was ok of other containers than there are now. */
function isOutdated({ found }: GateState, check: Check, now: Snapshot, differs: typeof isRenewed): boolean {
  const finding = found.get(check.name);
  if (check.lasting === true || finding?.result.state !== 'ok' || finding.subject === undefined) return false;
  return differs(finding.subject, now(check.services));
}

/** Whether every check that must be ok before this one is. */
export function mayLook(state: GateState, { after = [] }: Check): boolean {
  return after.every((name) => isOk(state, name));
}

/** Why a look would find nothing: what it builds on was ok of other containers than there are now. */
export function blockedBy(state: GateState, { after = [] }: Check, now: Snapshot): Finding | undefined {
  const outdated = state.checks.find(
    (check) => after.includes(check.name) && isOutdated(state, check, now, isReplaced),
  );
  return outdated && { result: waiting({ reason: `waits for ${outdated.name}`, consequence: true }) };
}

/** What a look has seen, and of what. */
export interface Sight {
  readonly result: CheckResult;
  readonly before: Snapshot;
  /** Where it is ok: which containers there are after it. */
  readonly after: Snapshot | undefined;
  /** Whether all containers were started when it began. */
  readonly wasStarted: boolean;
}

/**
 * What a look means. Ok is what is so of the same containers before and after. What is hopeless of a container that may be replaced is not yet: by what was
 * known before the look, as a finding of an old container is none of a new one.
 */
export function findingOf(check: Check, { result, before, after, wasStarted }: Sight): Finding {
  if (result.state === 'ok' && after !== undefined) {
    const subject = after(check.services);
    if (isRenewed(before(check.services), subject))
      return { result: waiting({ reason: 'its containers are being replaced', consequence: true }) };
    return { result, subject };
  }
  if (result.state !== 'hopeless' || wasStarted) return { result };
  const named = result.problems.flatMap(({ service }) => service ?? []);
  const isFinal = before(named.length > 0 ? named : check.services).isFresh;
  return { result: isFinal ? result : { ...result, state: 'waiting', isOfOld: true } };
}

/** What comes after a look at a check: the end of the gate, none at all, or another one, after a rest (ms). */
export type NextLook =
  { readonly kind: 'hopeless' } | { readonly kind: 'done' } | { readonly kind: 'again'; readonly afterMs: number };

export function nextLook({ everyMs, lasting }: Check, result: CheckResult): NextLook {
  if (result.state === 'hopeless') return { kind: 'hopeless' };
  if (result.state === 'ok' && lasting !== true) return { kind: 'done' };
  const isOfOld = result.state === 'waiting' && result.isOfOld === true;
  return { kind: 'again', afterMs: isOfOld ? LOOK_AT_OLD_MS : everyMs };
}

/** Whether the containers are started and every check is ok. Of lasting ones a last look decides. */
export function isReady(state: GateState): boolean {
  return state.isStarted && state.checks.every(({ name }) => isOk(state, name));
}

/** What is not ok, may be looked at, and has not been among `seen`. */
export function leftToLookAt(state: GateState, seen: ReadonlySet<Check>): readonly Check[] {
  return state.checks.filter((check) => !seen.has(check) && !isOk(state, check.name) && mayLook(state, check));
}

/** The gate ends without being ready. */
export interface Failure {
  readonly outcome: GateOutcome;
  readonly news: readonly GateNews[];
}

/** A check is hopeless, or time is up. That nothing said what is wrong is a finding, too. */
export function failed(state: GateState, cause: 'hopeless' | 'timeout'): Failure {
  const wanting = state.checks.filter(({ name }) =>
    cause === 'hopeless' ? state.found.get(name)?.result.state === 'hopeless' : !isOk(state, name),
  );
  const news = wanting
    .filter(({ name }) => state.found.has(name))
    .map((check) => failure(check, problemsOf(state, check)));
  const problems = wanting.flatMap((check) => problemsOf(state, check));
  if (problems.length > 0) return { outcome: { kind: 'failed', cause, problems }, news };
  const silent = wanting.map(({ name }) => ({ reason: `the check of ${name} got no answer` }));
  const unstarted = state.isStarted ? [] : [{ reason: 'docker compose up has not finished' }];
  return { outcome: { kind: 'failed', cause, problems: [...unstarted, ...silent] }, news };
}

/**
 * The containers could not be started: why, and what is wrong with those that there are, seen after it (`last`). All else follows from that:
 * nothing answers that was not started.
 */
export function notStarted(state: GateState, problem: Problem, last: readonly CheckResult[]): Failure {
  const own = last.flatMap((result) => (result.state === 'ok' ? [] : result.problems));
  const wanting = state.checks.filter(({ name }) => state.found.has(name) && !isOk(state, name));
  return {
    outcome: {
      kind: 'failed',
      cause: 'not-started',
      problems: [problem, ...own.filter(({ consequence }) => consequence !== true)],
    },
    news: wanting.map((check) => failure(check, [])),
  };
}

function failure({ name }: Check, problems: readonly Problem[]): GateNews {
  return { kind: 'failed', check: name, problems };
}

export function isOk({ found }: GateState, name: string): boolean {
  return found.get(name)?.result.state === 'ok';
}

function problemsOf({ found }: GateState, { name }: Check): readonly Problem[] {
  const result = found.get(name)?.result;
  return result === undefined || result.state === 'ok' ? [] : result.problems;
}
