import { describe, expect, test } from '@jest/globals';
import { type Check, type CheckResult, hopeless, ok, waiting } from '../../src/readiness/check.ts';
import {
  beginGate,
  blockedBy,
  containersChanged,
  containersStarted,
  failed,
  findingOf,
  type GateState,
  isReady,
  leftToLookAt,
  looked,
  mayLook,
  nextLook,
  notStarted,
  type Snapshot,
} from '../../src/readiness/gate-state.ts';
import { isRenewed, isReplaced } from '../../src/readiness/subject.ts';

function check(name: string, different: Partial<Check> = {}): Check {
  return { name, everyMs: 250, services: [name], look: async () => await Promise.resolve(ok()), ...different };
}

/** Every service has this container. */
const at =
  (id: string, { start = 1, isFresh = true } = {}): Snapshot =>
  () => ({ starts: new Map([[id, start]]), isFresh });

const database = check('database');
const migrations = check('migrations', { after: ['database'] });
const containers = check('containers', { lasting: true });
const CHECKS = [containers, database, migrations];
const notYet = waiting({ service: 'db', reason: 'not yet' });
const hopelessly = hopeless({ service: 'db', reason: 'no' });

/** What is known once these looks have ended, of container `a1`. */
function after(results: Readonly<Record<string, CheckResult>>, state: GateState = beginGate(CHECKS)): GateState {
  return CHECKS.reduce((known, one) => {
    const result = results[one.name];
    if (result === undefined) return known;
    const isSubject = result.state === 'ok' && one.lasting !== true;
    return looked(known, one, { result, ...(isSubject ? { subject: at('a1')(one.services) } : {}) }).state;
  }, state);
}

const ALL_OK = { containers: ok(), database: ok(), migrations: ok() };

describe('a look that has ended', () => {
  test.each<[string, CheckResult | undefined, CheckResult, readonly string[]]>([
    ['is ok for the first time', undefined, ok(), ['ok']],
    ['is ok, and was not', notYet, ok(), ['ok']],
    ['is ok, as it was', ok(), ok(), []],
    ['is not ok yet', undefined, notYet, ['waiting']],
    ['is not ok yet, as before', notYet, notYet, ['waiting']],
    ['is hopeless: the gate says so when it ends', undefined, hopelessly, []],
  ])('%s', (_, before, result, news) => {
    const state = before === undefined ? beginGate(CHECKS) : after({ database: before });
    expect(looked(state, database, { result }).news.map(({ kind }) => kind)).toEqual(news);
  });

  test.each<[string, Check, CheckResult, object]>([
    ['ok', database, ok(), { kind: 'done' }],
    ['ok, of a lasting check', containers, ok(), { kind: 'again', afterMs: 250 }],
    ['not yet', database, notYet, { kind: 'again', afterMs: 250 }],
    [
      'hopeless of containers that may be replaced',
      database,
      { state: 'waiting', problems: [], isOfOld: true },
      { kind: 'again', afterMs: 10_000 },
    ],
    ['hopeless', database, hopelessly, { kind: 'hopeless' }],
    ['hopeless, of a lasting check', containers, hopelessly, { kind: 'hopeless' }],
  ])('what comes after it: %s', (_, one, result, expected) => {
    expect(nextLook(one, result)).toEqual(expected);
  });
});

describe('what a look means', () => {
  const sight = { before: at('a1'), after: at('a1'), wasStarted: false };
  const OLD = at('a1', { isFresh: false });

  test.each<[string, Parameters<typeof findingOf>[1], string]>([
    ['ok of the same container', { ...sight, result: ok() }, 'ok'],
    ['ok, and there is another container by now', { ...sight, result: ok(), after: at('b2') }, 'waiting'],
    ['ok, and it was restarted', { ...sight, result: ok(), after: at('a1', { start: 2 }) }, 'waiting'],
    ['ok, of whatever container', { ...sight, result: ok(), after: undefined }, 'ok'],
    ['not yet', { ...sight, result: notYet }, 'waiting'],
    ['hopeless of a new container', { ...sight, result: hopelessly }, 'hopeless'],
    ['hopeless of one that may be replaced', { ...sight, result: hopelessly, before: OLD }, 'waiting'],
    [
      'hopeless of one that was not replaced',
      { ...sight, result: hopelessly, before: OLD, wasStarted: true },
      'hopeless',
    ],
  ])('%s', (_, seen, expected) => {
    expect(findingOf(database, seen).result.state).toBe(expected);
  });
});

describe('other containers', () => {
  test.each<[string, Snapshot, typeof isRenewed, readonly string[]]>([
    ['none', at('a1'), isRenewed, []],
    ['a restarted one, where it counts', at('a1', { start: 2 }), isRenewed, ['database', 'migrations']],
    ['a restarted one, where it does not', at('a1', { start: 2 }), isReplaced, []],
    ['a new one: what lasts is looked at in any case', at('b2'), isReplaced, ['database', 'migrations']],
  ])('%s', (_, now, differs, again) => {
    const changed = containersChanged(after(ALL_OK), now, differs);
    expect(changed.again.map(({ name }) => name)).toEqual(again);
    expect([...changed.state.found.keys()]).toEqual(Object.keys(ALL_OK).filter((name) => !again.includes(name)));
  });

  test.each<[string, Readonly<Record<string, CheckResult>>, Snapshot, boolean]>([
    ['of the same', { database: ok() }, at('a1'), false],
    ['of others', { database: ok() }, at('b2'), true],
    ['not ok at all: it is not looked at before', { database: notYet }, at('b2'), false],
  ])('what a check builds on was ok %s', (_, results, now, isBlocked) => {
    expect(blockedBy(after(results), migrations, now) !== undefined).toBe(isBlocked);
  });
});

describe('when to look, and when it is ready', () => {
  test.each<[Readonly<Record<string, CheckResult>>, boolean]>([
    [{}, false],
    [{ database: notYet }, false],
    [{ database: ok() }, true],
  ])('migrations after %j: %s', (results, expected) => {
    expect(mayLook(after(results), migrations)).toBe(expected);
  });

  test.each<[string, GateState, boolean]>([
    ['all is ok, and not started', after(ALL_OK), false],
    ['started, and nothing looked at', containersStarted(beginGate(CHECKS)), false],
    ['one is not', containersStarted(after({ ...ALL_OK, containers: notYet })), false],
    ['all is ok and started', containersStarted(after(ALL_OK)), true],
    ['no checks', containersStarted(beginGate([])), true],
  ])('%s: %s', (_, state, expected) => {
    expect(isReady(state)).toBe(expected);
  });

  test.each<[string, GateState, readonly Check[], readonly string[]]>([
    ['what may be looked at', beginGate(CHECKS), [], ['containers', 'database']],
    ['what it kept from being looked at', after({ database: ok() }), [containers], ['migrations']],
    ['nothing twice', after({ database: notYet }), [containers, database], []],
  ])('when time is up: %s', (_, state, seen, expected) => {
    expect(leftToLookAt(state, new Set(seen)).map(({ name }) => name)).toEqual(expected);
  });
});

const reasons = (end: ReturnType<typeof failed>): string[] =>
  end.outcome.kind === 'failed' ? end.outcome.problems.map(({ reason }) => reason) : [];

describe('the end', () => {
  test.each<[string, ReturnType<typeof failed>, readonly string[], readonly string[]]>([
    [
      'hopeless: that alone',
      failed(after({ containers: notYet, database: hopelessly }), 'hopeless'),
      ['no'],
      ['database'],
    ],
    [
      'time is up: all that is not ok',
      failed(after({ containers: notYet, database: ok() }), 'timeout'),
      ['not yet'],
      ['containers'],
    ],
    [
      'time is up, and nothing said why',
      failed(containersStarted(after({ containers: ok(), database: ok() })), 'timeout'),
      ['the check of migrations got no answer'],
      [],
    ],
    [
      'time is up, and Compose has not finished',
      failed(after(ALL_OK), 'timeout'),
      ['docker compose up has not finished'],
      [],
    ],
    [
      'not started: the reason, and what is wrong by itself',
      notStarted(after({ containers: notYet, database: notYet }), { reason: 'port taken' }, [
        waiting({ reason: 'died' }, { reason: 'waits for it', consequence: true }),
      ]),
      ['port taken', 'died'],
      ['containers', 'database'],
    ],
  ])('%s', (_, end, expected, told) => {
    expect(reasons(end)).toEqual(expected);
    expect(end.news.map(({ check: name }) => name)).toEqual(told);
  });
});
