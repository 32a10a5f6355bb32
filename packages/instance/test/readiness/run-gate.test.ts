import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { type Check, type CheckResult, hopeless, ok, type Problem, waiting } from '../../src/readiness/check.ts';
import type { GateOutcome } from '../../src/readiness/gate-state.ts';
import { type GateOptions, runGate } from '../../src/readiness/run-gate.ts';

/** A check that gives these results one after the other, and the last one from then on. */
function check(name: string, results: readonly CheckResult[], different: Partial<Check> = {}) {
  const seen = { looks: 0 };
  return {
    ...different,
    name,
    everyMs: different.everyMs ?? 1,
    services: different.services ?? [],
    seen,
    async look() {
      const result = results[Math.min(seen.looks, results.length - 1)];
      seen.looks += 1;
      if (result === undefined) throw new Error('a check needs a result');
      return await Promise.resolve(result);
    },
  };
}

const notYet = (service: string) => waiting({ service, reason: 'not yet' });
const never = new Promise<never>(() => {});
const STARTED = Promise.resolve(undefined);

/** A gate whose containers start well, with five seconds from now on. */
const run = async (checks: readonly Check[], different: Partial<GateOptions> = {}): Promise<GateOutcome> =>
  await runGate({
    checks,
    starting: STARTED,
    countFrom: STARTED,
    timeoutMs: 5_000,
    signal: new AbortController().signal,
    change: async () => await never,
    snapshot: snapshotOf('a1'),
    lookAtAll: () => {},
    ...different,
  });

/** Changes that a test brings about. */
function changes() {
  const news = new EventEmitter();
  const change: GateOptions['change'] = async (signal) => await once(news, 'change', { signal }).catch(() => {});
  return { change, happen: () => news.emit('change') };
}

const hopelessly = (service?: string): CheckResult => hopeless({ service, reason: 'no' });

/** Every service has this container, started at `start`. */
const snapshotOf =
  (id: string, { start = 1, isFresh = true } = {}): GateOptions['snapshot'] =>
  async () =>
    await Promise.resolve(() => ({ starts: new Map([[id, start]]), isFresh }));
/** Containers that ran before. */
const old = snapshotOf('old', { isFresh: false });

/** A promise and what settles it. */
function pending<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  const settle: ((value: T) => void)[] = [];
  const promise = new Promise<T>((resolve) => {
    settle.push(resolve);
  });
  return { promise, resolve: (value) => settle.forEach((one) => one(value)) };
}

/** Whether a promise has settled after a moment in which it could have. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  return await Promise.race([promise.then(() => true), sleep(100, false)]);
}

describe('ready', () => {
  test('when all are ok and the containers are started', async () => {
    expect(await run([check('a', [ok()]), check('b', [notYet('b'), notYet('b'), ok()])])).toEqual({ kind: 'ready' });
  });

  test('without checks, when the containers are started', async () => {
    expect(await run([])).toEqual({ kind: 'ready' });
  });

  test('not before the containers are started, whatever the checks say', async () => {
    const starting = pending<undefined>();
    const outcome = run([check('a', [ok()])], { starting: starting.promise });
    expect(await isSettled(outcome)).toBe(false);
    starting.resolve(undefined);
    expect(await outcome).toEqual({ kind: 'ready' });
  });

  test('not before every check is ok, although the containers are started', async () => {
    const outcome = run([check('a', [ok()]), check('b', [notYet('b')])], { timeoutMs: 300 });
    expect(await isSettled(outcome)).toBe(false);
    expect(await outcome).toMatchObject({ kind: 'failed' });
  });

  test('a check that was ok is not looked at again', async () => {
    const first = check('first', [ok(), notYet('first')]);
    expect(await run([first, check('second', [notYet('second'), notYet('second'), ok()])])).toEqual({ kind: 'ready' });
    expect(first.seen.looks).toBe(1);
  });
});

describe('a lasting check has the last word', () => {
  test('what was ok and ceased to be is waited for', async () => {
    const containers = check('containers', [ok(), notYet('db'), notYet('db'), ok()], { lasting: true });
    expect(await run([containers])).toEqual({ kind: 'ready' });
    expect(containers.seen.looks).toBeGreaterThanOrEqual(5);
  });

  test('it is asked once more when everything else is ok', async () => {
    // Ok until the other check is, and never again.
    const other = check('other', [notYet('other'), notYet('other'), ok()]);
    // Time is up only when it has been asked: on a busy machine three looks may take any time.
    const asked = pending<undefined>();
    const containers: Check = {
      name: 'containers',
      everyMs: 60_000,
      services: [],
      lasting: true,
      async look() {
        if (other.seen.looks < 3) return ok();
        asked.resolve(undefined);
        return await Promise.resolve(waiting({ service: 'db', reason: 'died' }));
      },
    };
    expect(await run([containers, other], { countFrom: asked.promise, timeoutMs: 20 })).toEqual({
      kind: 'failed',
      cause: 'timeout',
      problems: [{ service: 'db', reason: 'died' }],
    });
  });

  test('by a fresh look at everything: an event may be lost or late', async () => {
    // What is known of events is well; what is looked at anew is not.
    let isFresh = false;
    const look: Check['look'] = async () =>
      await Promise.resolve(isFresh ? waiting({ service: 'db', reason: 'restarts' }) : ok());
    const containers: Check = { name: 'containers', everyMs: 10_000, services: [], lasting: true, look };
    const lookAtAll = (): void => {
      isFresh = true;
    };
    expect(await run([containers], { lookAtAll, timeoutMs: 200 })).toEqual({
      kind: 'failed',
      cause: 'timeout',
      problems: [{ service: 'db', reason: 'restarts' }],
    });
  });

  test('what was ok of a container that the fresh look finds replaced is looked at again', async () => {
    let id = 'replaced';
    const workers = check('workers', [ok()], { services: ['backend'] });
    const containers = check('containers', [ok()], { everyMs: 10_000, lasting: true });
    const snapshot: GateOptions['snapshot'] = async () => await snapshotOf(id)();
    const lookAtAll = (): void => {
      id = 'new';
    };
    expect(await run([containers, workers], { snapshot, lookAtAll })).toEqual({ kind: 'ready' });
    expect(workers.seen.looks).toBe(2);
  });

  test('nor is it hopeless before a fresh look says so', async () => {
    let isFresh = false;
    const look: Check['look'] = async () =>
      await Promise.resolve(isFresh ? ok() : hopeless({ service: 'seed', reason: 'exited with code 1' }));
    const containers: Check = { name: 'containers', everyMs: 10_000, services: [], lasting: true, look };
    const lookAtAll = (): void => {
      isFresh = true;
    };
    expect(await run([containers], { lookAtAll })).toEqual({ kind: 'ready' });
  });

  test('it can end the gate when everything else is ok', async () => {
    const containers = check('containers', [ok(), ok(), hopeless({ service: 'db', reason: 'gone' })], {
      lasting: true,
    });
    expect(await run([containers, check('other', [notYet('other')])])).toMatchObject({
      cause: 'hopeless',
      problems: [{ service: 'db', reason: 'gone' }],
    });
  });
});

describe('a change', () => {
  test('is worth a look before its time', async () => {
    const { change, happen } = changes();
    const starting = pending<undefined>();
    const first = check('a', [notYet('a'), ok()], { everyMs: 60_000 });
    const outcome = run([first], { change, starting: starting.promise });
    await sleep(20);
    expect(first.seen.looks).toBe(1);
    happen();
    await sleep(20);
    expect(first.seen.looks).toBe(2);
    starting.resolve(undefined);
    expect(await outcome).toEqual({ kind: 'ready' });
  });

  test('during a look is worth one more', async () => {
    const { change, happen } = changes();
    const starting = pending<undefined>();
    const first = check('a', [notYet('a'), ok()], { everyMs: 60_000 });
    const look: Check['look'] = async () => {
      if (first.seen.looks === 0) happen();
      return await first.look();
    };
    const outcome = run([{ ...first, look }], { change, starting: starting.promise });
    await sleep(20);
    expect(first.seen.looks).toBe(2);
    starting.resolve(undefined);
    expect(await outcome).toEqual({ kind: 'ready' });
  });

  test('that the containers are started is one', async () => {
    const starting = pending<undefined>();
    const first = check('a', [notYet('a'), ok()], { everyMs: 60_000 });
    const outcome = run([first], { starting: starting.promise });
    await sleep(20);
    starting.resolve(undefined);
    expect(await outcome).toEqual({ kind: 'ready' });
  });
});

describe('containers that ran before, and may be replaced', () => {
  test('what is hopeless of them waits until the containers are started', async () => {
    const starting = pending<undefined>();
    const outcome = run([check('a', [hopelessly('db')])], { starting: starting.promise, snapshot: old });
    expect(await isSettled(outcome)).toBe(false);
    starting.resolve(undefined);
    expect(await outcome).toMatchObject({ cause: 'hopeless', problems: [{ service: 'db', reason: 'no' }] });
  });

  test('and is not tried again and again meanwhile', async () => {
    const broken = check('a', [hopelessly('db')]);
    await run([broken], { starting: never, snapshot: old, timeoutMs: 100 });
    // The second one is that when time is up.
    expect(broken.seen.looks).toBe(2);
  });

  test('and may not be so of those that come after them', async () => {
    const mended = check('a', [hopelessly('db'), ok()]);
    expect(await run([mended], { starting: sleep(50, undefined), snapshot: old })).toEqual({ kind: 'ready' });
  });

  test('nor does it count when they were started during the look', async () => {
    const starting = pending<undefined>();
    let snapshot = old;
    const mended = check('a', [hopelessly('db'), ok()]);
    const look: Check['look'] = async () => {
      snapshot = snapshotOf('new');
      starting.resolve(undefined);
      await sleep(20);
      return await mended.look();
    };
    const outcome = run([{ ...mended, look }], { starting: starting.promise, snapshot: async () => await snapshot() });
    expect(await outcome).toEqual({ kind: 'ready' });
  });

  test.each([
    ['db', ['db']],
    [undefined, ['backend', 'db']],
  ])('whether they did is asked of the services of the problem: %p', async (service, expected) => {
    const snapshot: GateOptions['snapshot'] = async () =>
      await Promise.resolve((services) => ({ starts: new Map(), isFresh: services.join() === expected.join() }));
    const broken = check('a', [hopelessly(service)], { services: ['backend', 'db'] });
    expect(await run([broken], { starting: never, snapshot })).toMatchObject({ cause: 'hopeless' });
  });

  test('what was ok of others than there are at the end is looked at again', async () => {
    let snapshot = old;
    const starting = pending<undefined>();
    const first = check('first', [ok(), notYet('backend'), ok()]);
    const outcome = run([first, check('second', [ok()])], {
      starting: starting.promise,
      snapshot: async () => await snapshot(),
    });
    await sleep(20);
    expect(first.seen.looks).toBe(1);
    snapshot = snapshotOf('new');
    starting.resolve(undefined);
    expect(await outcome).toEqual({ kind: 'ready' });
    expect(first.seen.looks).toBe(3);
  });

  test('also when they were restarted', async () => {
    let snapshot = snapshotOf('a1');
    const first = check('first', [ok()]);
    const second = check('second', [notYet('b'), notYet('b'), ok()]);
    const look: Check['look'] = async () => {
      snapshot = snapshotOf('a1', { start: 2 });
      await sleep(5);
      return await second.look();
    };
    expect(await run([first, { ...second, look }], { snapshot: async () => await snapshot() })).toEqual({
      kind: 'ready',
    });
    expect(first.seen.looks).toBe(2);
  });

  test('and before the end, as others may need it: here, a lasting check that is ok only after that', async () => {
    let snapshot = old;
    const migrations = check('migrations', [ok()]);
    const lasting = check('containers', [], { lasting: true });
    const look: Check['look'] = async () => {
      snapshot = snapshotOf('new');
      return await Promise.resolve(migrations.seen.looks < 2 ? notYet('backend') : ok());
    };
    const outcome = run([migrations, { ...lasting, look }], { snapshot: async () => await snapshot() });
    expect(await outcome).toEqual({ kind: 'ready' });
    expect(migrations.seen.looks).toBe(2);
  });

  test('what was ok while they were replaced is looked at again', async () => {
    let snapshot = old;
    const first = check('first', [ok()]);
    const look: Check['look'] = async () => {
      snapshot = snapshotOf('new');
      return await first.look();
    };
    expect(await run([{ ...first, look }], { snapshot: async () => await snapshot() })).toEqual({ kind: 'ready' });
    expect(first.seen.looks).toBe(2);
  });

  test('a check waits for one that was ok of containers that have gone', async () => {
    let snapshot = old;
    const database = check('database', [ok()]);
    const migrations = check('migrations', [], { after: ['database'] });
    const seen: unknown[] = [];
    const look: Check['look'] = async () => {
      seen.push(database.seen.looks);
      // Replaced when it had been looked at once.
      if (seen.length === 1) snapshot = snapshotOf('new');
      return await Promise.resolve(seen.length === 1 ? notYet('backend') : ok());
    };
    const lasting = check('containers', [ok()], { lasting: true, everyMs: 30 });
    const outcome = run([lasting, database, { ...migrations, look }], { snapshot: async () => await snapshot() });
    expect(await outcome).toEqual({ kind: 'ready' });
    // The second look came after the database had answered again.
    expect(seen).toEqual([1, 2]);
  });
});

describe('a check that needs others first', () => {
  test('is looked at only when they are ok', async () => {
    const order: string[] = [];
    const first = check('first', [notYet('first'), notYet('first'), ok()]);
    const second = check('second', [ok()], { after: ['first'] });
    await run([second, first], {
      onStart: (name) => order.push(`start ${name}`),
      onOk: (name) => order.push(`ok ${name}`),
    });
    expect(order).toEqual(['start first', 'ok first', 'start second', 'ok second']);
  });

  test('is not a problem of its own when they are not', async () => {
    const second = check('second', [hopeless({ reason: 'never looked at' })], { after: ['first'] });
    const outcome = await run([check('first', [notYet('first')]), second], { timeoutMs: 150 });
    expect(second.seen.looks).toBe(0);
    expect(outcome).toMatchObject({ problems: [{ service: 'first', reason: 'not yet' }] });
  });
});

describe('failed', () => {
  test('at once when a check is hopeless, with the problems of that check alone', async () => {
    const outcome = await run([
      check('waits', [notYet('waits')]),
      check('broken', [notYet('broken'), hopeless({ service: 'db', reason: 'bad password', hint: 'Mend it.' })]),
    ]);
    expect(outcome).toEqual({
      kind: 'failed',
      cause: 'hopeless',
      problems: [{ service: 'db', reason: 'bad password', hint: 'Mend it.' }],
    });
  });

  test('hopeless also while the containers are still being started', async () => {
    expect(await run([check('broken', [hopeless({ reason: 'no' })])], { starting: never })).toMatchObject({
      cause: 'hopeless',
    });
  });

  test('when the containers could not be started: that first, and what a fresh look says of those that there are', async () => {
    const problem = { reason: 'docker compose up failed: no such image' };
    const exited = { service: 'db', reason: 'exited with code 1' };
    const uncreated = { service: 'web', reason: 'its container has not been created', consequence: true };
    const containers = check('containers', [notYet('db')], { lasting: true, everyMs: 60_000 });
    let isFresh = false;
    const look: Check['look'] = async () => (isFresh ? waiting(uncreated, exited) : await containers.look());
    const outcome = await run([{ ...containers, look }, check('http', [notYet('backend')])], {
      starting: sleep(50, problem),
      lookAtAll: () => {
        isFresh = true;
      },
    });
    // That nothing answers follows.
    expect(outcome).toEqual({ kind: 'failed', cause: 'not-started', problems: [problem, exited] });
  });

  test('when time is up, with the problems of every check that is not ok', async () => {
    const outcome = await run([check('a', [notYet('a')]), check('b', [ok()]), check('c', [notYet('c')])], {
      timeoutMs: 100,
    });
    expect(outcome).toEqual({
      kind: 'failed',
      cause: 'timeout',
      problems: [
        { service: 'a', reason: 'not yet' },
        { service: 'c', reason: 'not yet' },
      ],
    });
  });

  test('when time is up and nobody said why: what has not finished, and which check got no answer', async () => {
    const hanging: Check = { name: 'database', everyMs: 1, services: [], look: async () => await never };
    expect(await run([hanging], { starting: never, timeoutMs: 50 })).toEqual({
      kind: 'failed',
      cause: 'timeout',
      problems: [{ reason: 'docker compose up has not finished' }, { reason: 'the check of database got no answer' }],
    });
  });

  test('an abort that has already happened is not waited for', async () => {
    await expect(run([], { starting: never, signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  });

  test('the last problems count, not the first', async () => {
    const check1 = check('a', [waiting({ reason: 'early' }), waiting({ reason: 'late' })]);
    expect(await run([check1], { timeoutMs: 100 })).toMatchObject({ problems: [{ reason: 'late' }] });
  });

  test('time counts from the first container, not from pulling or building', async () => {
    const first = pending<undefined>();
    const outcome = run([check('a', [notYet('a')])], { countFrom: first.promise, timeoutMs: 20 });
    expect(await isSettled(outcome)).toBe(false);
    first.resolve(undefined);
    expect(await outcome).toMatchObject({ cause: 'timeout' });
  });
});

describe('when time is up, a check that is not ok is looked at once more', () => {
  test('and everything anew: what was known may be as old as the pause between two looks', async () => {
    let isFresh = false;
    const look: Check['look'] = async () => await Promise.resolve(isFresh ? ok() : notYet('db'));
    const containers: Check = { name: 'containers', everyMs: 60_000, services: [], lasting: true, look };
    const lookAtAll = (): void => {
      isFresh = true;
    };
    expect(await run([containers], { lookAtAll, timeoutMs: 20 })).toEqual({ kind: 'ready' });
  });

  test('and what that is then says is the reason', async () => {
    let isFresh = false;
    const died = waiting({ service: 'a', reason: 'died' });
    const look: Check['look'] = async () => await Promise.resolve(isFresh ? died : notYet('a'));
    const first: Check = { name: 'a', everyMs: 60_000, services: [], look };
    const lookAtAll = (): void => {
      isFresh = true;
    };
    expect(await run([first, check('b', [ok()])], { lookAtAll, timeoutMs: 20 })).toEqual({
      kind: 'failed',
      cause: 'timeout',
      problems: [{ service: 'a', reason: 'died' }],
    });
  });

  test('so is what waited for it', async () => {
    const database = check('database', [notYet('db'), ok()], { everyMs: 60_000 });
    const migrations = check('migrations', [notYet('backend'), ok()], { after: ['database'], everyMs: 60_000 });
    expect(await run([migrations, database], { timeoutMs: 20 })).toEqual({ kind: 'ready' });
  });

  test('a look that is under way is waited for, and none is begun beside it', async () => {
    const answered = pending<CheckResult>();
    let looks = 0;
    const look: Check['look'] = async () => {
      looks += 1;
      return await answered.promise;
    };
    const lookAtAll = (): void => answered.resolve(ok());
    const slow: Check = { name: 'migrations', everyMs: 1, services: [], look };
    expect(await run([slow], { lookAtAll, timeoutMs: 20 })).toEqual({ kind: 'ready' });
    expect(looks).toBe(1);
  });

  test('for no longer than the timeout: another one that never answers ends nothing', async () => {
    const hanging: Check = { name: 'database', everyMs: 1, services: [], look: async () => await never };
    const waits = check('a', [notYet('a')]);
    expect(await run([hanging, waits], { timeoutMs: 20 })).toMatchObject({
      cause: 'timeout',
      problems: [{ service: 'a', reason: 'not yet' }],
    });
  });
});

describe('rejected', () => {
  test("with the signal's reason when it aborts", async () => {
    const controller = new AbortController();
    const outcome = run([check('a', [notYet('a')])], { signal: controller.signal });
    setTimeout(() => controller.abort(new Error('Ctrl-C')), 20);
    await expect(outcome).rejects.toThrow('Ctrl-C');
  });

  test('also when the containers fail because of that', async () => {
    const controller = new AbortController();
    const starting = pending<Problem>();
    const outcome = run([], { signal: controller.signal, starting: starting.promise });
    controller.abort(new Error('Ctrl-C'));
    starting.resolve({ reason: 'interrupted' });
    await expect(outcome).rejects.toThrow('Ctrl-C');
  });

  test('with what a check throws: a mistake is no finding', async () => {
    const broken: Check = {
      name: 'a',
      everyMs: 1,
      services: [],
      look: async () => await Promise.reject(new TypeError('a bug')),
    };
    await expect(run([broken, check('b', [notYet('b')])])).rejects.toThrow('a bug');
  });
});

describe('what is told', () => {
  test('ok once with its detail, every waiting, and the failed ones at the end', async () => {
    const told: unknown[] = [];
    await run(
      [
        check('good', [waiting({ reason: 'soon' }), ok('4 registered')]),
        check('bad', [notYet('bad'), notYet('bad'), notYet('bad'), hopeless({ reason: 'no' })]),
      ],
      {
        onOk: (name, detail) => told.push(['ok', name, detail]),
        onWaiting: (name, problems) => told.push(['waiting', name, problems.length]),
        onFailed: (name, problems) => told.push(['failed', name, problems]),
      },
    );
    expect(told.filter((one) => JSON.stringify(one).includes('good'))).toEqual([
      ['waiting', 'good', 1],
      ['ok', 'good', '4 registered'],
    ]);
    expect(told.at(-1)).toEqual(['failed', 'bad', [{ reason: 'no' }]]);
  });

  test('a lasting check that is ok again and again is told once', async () => {
    const told: string[] = [];
    await run(
      [check('containers', [ok()], { lasting: true }), check('b', [notYet('b'), notYet('b'), notYet('b'), ok()])],
      {
        onOk: (name) => told.push(name),
      },
    );
    expect(told.toSorted()).toEqual(['b', 'containers']);
  });
});

test('when it is over, nothing is looked at any more, and what is under way is told so', async () => {
  const endless = check('endless', [ok()], { lasting: true });
  let ended = false;
  const slow: Check = {
    name: 'slow',
    everyMs: 1,
    services: [],
    async look(signal) {
      signal.addEventListener('abort', () => (ended = true));
      return await never;
    },
  };
  await run([endless, slow, check('broken', [notYet('x'), hopeless({ reason: 'no' })])]);
  expect(ended).toBe(true);
  await sleep(20);
  const { looks } = endless.seen;
  await sleep(50);
  expect(endless.seen.looks).toBe(looks);
});
