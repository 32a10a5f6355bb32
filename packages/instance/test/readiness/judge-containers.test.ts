import { describe, expect, test } from '@jest/globals';
import type { Container } from '@ktrdr/compose-runner';
import type { CheckResult } from '../../src/readiness/check.ts';
import { type ContainerFacts, type Death, judgeContainers } from '../../src/readiness/judge-containers.ts';
import { aContainer } from '../support/a.ts';

const NOW = 1_000_000;
const DATABASE_AT = 900_000;
const probed = (status: string, exitCode?: number, output = '') => ({
  health: { status, lastProbe: exitCode === undefined ? undefined : { startedAt: '', exitCode, output } },
});
/** Deaths of the only container, at these times. */
const deaths = (exitCode: number, ...times: number[]): Death[] => deathsOf('id-of-backend', exitCode, ...times);
const deathsOf = (containerId: string, exitCode: number, ...times: number[]): Death[] =>
  times.map((time) => ({ containerId, exitCode, time }));

interface Case {
  readonly container?: Partial<Container>;
  readonly facts?: Partial<ContainerFacts>;
  readonly state: CheckResult['state'];
  readonly reason?: string;
}

const cases: Readonly<Record<string, Case>> = {
  // Running.
  'runs, and nothing probes it': { state: 'ok' },
  'runs since a moment ago, and nothing probes it': {
    container: { startedAt: NOW - 1_999 },
    state: 'waiting',
    reason: 'has only just been started, and has no health check that could tell',
  },
  'has run for two seconds, and nothing probes it': { container: { startedAt: NOW - 2_000 }, state: 'ok' },
  'was restarted a moment ago, which no event told': {
    container: { startedAt: NOW - 4_999, restartCount: 7 },
    state: 'waiting',
    reason: 'has been restarted 7 times, most recently just now',
  },
  'was restarted, and has run for five seconds since': {
    container: { startedAt: NOW - 5_000, restartCount: 7 },
    state: 'ok',
  },
  'a probe tells sooner': { container: { ...probed('healthy', 0), startedAt: NOW - 1 }, state: 'ok' },
  'runs and is healthy': { container: probed('healthy', 0), state: 'ok' },
  'runs and has not been probed': {
    container: probed('starting'),
    state: 'waiting',
    reason: 'its health has not been probed',
  },
  'keeps dying before a probe comes to it': {
    container: { ...probed('starting'), restartCount: 4 },
    facts: { deaths: deaths(2, NOW - 5_000, NOW - 1_000), databaseAt: undefined },
    state: 'waiting',
    reason: 'has been restarted 4 times, the last time after it ended with exit code 2; its health has not been probed',
  },
  'was restarted, which no event told, and has not been probed since': {
    container: { ...probed('starting'), restartCount: 1 },
    state: 'waiting',
    reason: 'has been restarted once; its health has not been probed',
  },
  'runs, and its probe fails within the start period': {
    container: probed('starting', 7, 'curl: (7) Failed to connect\n'),
    state: 'waiting',
    reason: 'is not healthy; its health probe ended with 7: curl: (7) Failed to connect',
  },
  'of a probe that said a lot, the last line counts': {
    container: probed('starting', 1, 'Traceback\n  File x\nConnectionError: refused\n'),
    state: 'waiting',
    reason: 'is not healthy; its health probe ended with 1: ConnectionError: refused',
  },
  'a probe that said nothing has its exit code': {
    container: probed('unhealthy', 1, ' \n'),
    state: 'waiting',
    reason: 'is unhealthy; its health probe ended with 1',
  },
  'what was paused is unhealthy until it is probed again': {
    container: probed('unhealthy', 0, 'well'),
    state: 'waiting',
    reason: 'its health has not been probed since it was paused',
  },
  'unhealthy may recover': {
    container: probed('unhealthy', 1, 'no'),
    state: 'waiting',
    reason: 'is unhealthy; its health probe ended with 1: no',
  },

  // One-shots.
  'a one-shot that ended with 0': { container: { state: 'exited', exitCode: 0, restartPolicy: 'no' }, state: 'ok' },
  'a one-shot that is restarted on failure and ended with 0': {
    container: { state: 'exited', exitCode: 0, restartPolicy: 'on-failure' },
    state: 'ok',
  },
  'a one-shot that failed': {
    container: { state: 'exited', exitCode: 3, restartPolicy: 'no' },
    state: 'hopeless',
    reason: 'exited with code 3 and is not restarted',
  },
  'one that used up its restarts': {
    container: { state: 'exited', exitCode: 1, restartPolicy: 'on-failure' },
    state: 'hopeless',
    reason: 'exited with code 1 and is not restarted',
  },
  'a service that ended with 0 although it is always restarted': {
    container: { state: 'exited', exitCode: 0, restartPolicy: 'unless-stopped' },
    state: 'waiting',
    reason: 'is exited, last exit code 0',
  },
  'between its death and its restart': {
    container: { state: 'exited', exitCode: 1, restartPolicy: 'always' },
    state: 'waiting',
    reason: 'is exited, last exit code 1',
  },

  // Out of memory.
  'died for lack of memory, says its state': {
    container: { state: 'exited', exitCode: 137, restartPolicy: 'no', outOfMemory: true },
    state: 'hopeless',
    reason: 'exited with code 137: out of memory and is not restarted',
  },
  'died for lack of memory, said an event before its restart cleared the mark': {
    container: { state: 'restarting', exitCode: 137 },
    facts: { outOfMemory: new Set(['id-of-backend']) },
    state: 'waiting',
    reason: 'is restarting, last exit code 137: out of memory',
  },
  'the memory of another container is another matter': {
    container: { state: 'restarting', exitCode: 137 },
    facts: { outOfMemory: new Set(['id-of-db']) },
    state: 'waiting',
    reason: 'is restarting, last exit code 137',
  },

  // Not running.
  'could not be started': {
    container: {
      state: 'created',
      exitCode: 128,
      startError: 'Bind for 0.0.0.0:8000 failed: port is already allocated',
    },
    state: 'waiting',
    reason: 'could not start: Bind for 0.0.0.0:8000 failed: port is already allocated',
  },
  restarting: {
    container: { state: 'restarting', exitCode: 4 },
    state: 'waiting',
    reason: 'is restarting, last exit code 4',
  },
  'paused by somebody': { container: { state: 'paused' }, state: 'waiting', reason: 'is paused, last exit code 0' },
  dead: { container: { state: 'dead', exitCode: 255 }, state: 'waiting', reason: 'is dead, last exit code 255' },

  // Deaths while we watched.
  'died before the database answered, as often as it likes': {
    container: { state: 'restarting', exitCode: 1 },
    facts: { deaths: deaths(1, 100, 200, 300, 400, 500), databaseAt: undefined },
    state: 'waiting',
    reason: 'is restarting, last exit code 1',
  },
  'deaths before the database answered do not count afterwards': {
    container: probed('healthy', 0),
    facts: { deaths: deaths(1, 899_000, 899_500, 899_999) },
    state: 'ok',
  },
  'died twice since': {
    container: { state: 'restarting', exitCode: 1 },
    facts: { deaths: deaths(1, 900_000, 910_000) },
    state: 'waiting',
    reason: 'is restarting, last exit code 1',
  },
  'died a third time since': {
    container: { state: 'restarting', exitCode: 1 },
    facts: { deaths: deaths(1, 900_000, 910_000, 920_000) },
    state: 'hopeless',
    reason: 'keeps dying with exit code 1 (3 times since the database answered)',
  },
  'died a third time since, and runs at the moment': {
    facts: { deaths: deaths(4, 900_000, 910_000, 920_000) },
    state: 'hopeless',
    reason: 'keeps dying with exit code 4 (3 times since the database answered)',
  },
  'died often for lack of memory': {
    container: { state: 'restarting', exitCode: 137, outOfMemory: true },
    facts: { deaths: deaths(137, 900_000, 910_000, 920_000, 930_000) },
    state: 'hopeless',
    reason: 'keeps dying with exit code 137: out of memory (4 times since the database answered)',
  },
  'the deaths of another container do not count': {
    facts: { deaths: deathsOf('id-of-db', 1, 900_000, 910_000, 920_000) },
    state: 'ok',
  },

  // Recovered.
  'restarted a moment ago, and nothing probes it': {
    facts: { deaths: deaths(1, NOW - 4_999) },
    state: 'waiting',
    reason: 'died with exit code 1 and has only just been restarted',
  },
  'restarted a while ago, and nothing probes it': { facts: { deaths: deaths(1, NOW - 5_000) }, state: 'ok' },
  'restarted a moment ago, and its probe says healthy': {
    container: probed('healthy', 0),
    facts: { deaths: deaths(1, NOW - 10) },
    state: 'ok',
  },
};

describe('a container', () => {
  test.each(Object.entries(cases))('%s', (_, { container, facts, state, reason }) => {
    const result = judgeContainers({
      services: ['backend'],
      containers: [aContainer({ service: 'backend', ...container })],
      deaths: [],
      outOfMemory: new Set(),
      databaseAt: DATABASE_AT,
      now: NOW,
      ...facts,
    });
    expect(result.state).toBe(state);
    expect(result.state === 'ok' ? undefined : result.problems).toEqual(
      reason === undefined ? undefined : [{ service: 'backend', reason }],
    );
  });
});

const judge = (services: readonly string[], ...containers: Container[]) =>
  judgeContainers({
    services,
    containers,
    deaths: [],
    outOfMemory: new Set(),
    databaseAt: DATABASE_AT,
    now: NOW,
  });

test('a container that waits for another is told as a consequence, not as a cause', () => {
  expect(judge(['backend'], aContainer({ state: 'created' }))).toEqual({
    state: 'waiting',
    problems: [{ service: 'backend', reason: 'is waiting for a service that it depends on', consequence: true }],
  });
});

describe('all of them', () => {
  const exited = { state: 'exited', exitCode: 1, restartPolicy: 'no' };

  test('are ok together, and counted', () => {
    const migrated = aContainer({ service: 'migrate', state: 'exited', restartPolicy: 'no' });
    expect(judge(['db', 'migrate'], aContainer({ service: 'db' }), migrated)).toEqual({
      state: 'ok',
      detail: '2 running',
    });
  });

  test('a service without a container has not been created', () => {
    expect(judge(['db', 'backend'], aContainer({ service: 'db' }))).toEqual({
      state: 'waiting',
      problems: [{ service: 'backend', reason: 'its container has not been created', consequence: true }],
    });
  });

  test('every container of a service counts', () => {
    const second = aContainer({ service: 'web', id: 'id-2', state: 'restarting', exitCode: 2 });
    expect(judge(['web'], aContainer({ service: 'web' }), second)).toMatchObject({
      state: 'waiting',
      problems: [{ service: 'web', reason: 'is restarting, last exit code 2' }],
    });
  });

  test('containers of services that are not expected do not', () => {
    expect(judge(['db'], aContainer({ service: 'db' }), aContainer({ service: 'old', ...exited })).state).toBe('ok');
  });

  test('one that is hopeless is told without those that merely wait', () => {
    expect(
      judge(['db', 'backend', 'web'], aContainer({ service: 'db', ...exited }), aContainer({ state: 'created' })),
    ).toEqual({
      state: 'hopeless',
      problems: [{ service: 'db', reason: 'exited with code 1 and is not restarted' }],
    });
  });

  test('all that wait are told', () => {
    const result = judge(['db', 'backend'], aContainer({ service: 'db', ...probed('starting') }));
    expect(result).toMatchObject({ state: 'waiting', problems: [{ service: 'db' }, { service: 'backend' }] });
  });
});
