import { describe, expect, test } from '@jest/globals';
import type { ContainerSummary } from '@ktrdr/compose-runner';
import type { Explanation } from '../../src/causes/explain.ts';
import { isIll, isReadyBy, judgeGoal, type WaitGoal } from '../../src/wait/judge-goal.ts';
import { aContainer } from '../support/a.ts';

const health = (status: string) => ({ health: { status, lastProbe: undefined } });
const ready: WaitGoal = { kind: 'ready' };
const stopped: WaitGoal = { kind: 'stopped' };
const healthy: WaitGoal = { kind: 'healthy', service: 'db' };
const exited = aContainer({ service: 'db', state: 'exited', exitCode: 1 });

const cause = (code: Explanation['causes'][number]['code']): Explanation['causes'] => [
  { code, service: null, summary: '', evidence: [], fix: null, consequences: [] },
];

describe('what a list of containers tells of what is waited for', () => {
  test.each<[string, WaitGoal, readonly ContainerSummary[], string]>([
    ['ready: nothing is there', ready, [], 'no'],
    ['ready: all run', ready, [aContainer()], 'perhaps'],
    ['ready: one is starting', ready, [aContainer(), aContainer(health('starting'))], 'no'],
    ['ready: one is unhealthy', ready, [aContainer(health('unhealthy'))], 'no'],
    ['ready: one has ended', ready, [aContainer(), exited], 'no'],
    [
      'ready: a job is done',
      ready,
      [aContainer(), aContainer({ state: 'exited', exitCode: 0, restartPolicy: 'no' })],
      'perhaps',
    ],
    ['stopped: nothing is there', stopped, [], 'yes'],
    ['stopped: one has ended', stopped, [exited], 'yes'],
    ['stopped: one runs', stopped, [exited, aContainer()], 'no'],
    ['stopped: one is paused', stopped, [aContainer({ state: 'paused' })], 'no'],
    ['healthy: it is not there', healthy, [aContainer()], 'no'],
    ['healthy: it is', healthy, [aContainer({ service: 'db', ...health('healthy') })], 'yes'],
    ['healthy: it has no health check, and runs', healthy, [aContainer({ service: 'db' })], 'yes'],
    ['healthy: it is starting', healthy, [aContainer({ service: 'db', ...health('starting') })], 'no'],
    [
      'healthy: one of two is',
      healthy,
      [aContainer({ service: 'db', ...health('healthy') }), aContainer({ service: 'db', ...health('unhealthy') })],
      'no',
    ],
    ['healthy: another is not', healthy, [aContainer({ service: 'db' }), aContainer(health('unhealthy'))], 'yes'],
  ])('%s', (_, goal, containers, expected) => {
    expect(judgeGoal(goal, containers)).toBe(expected);
  });
});

describe('ready by what is wrong', () => {
  test.each<[string, Partial<Explanation>, boolean]>([
    ['nothing', {}, true],
    ['only a remark', { causes: cause('LAST_START') }, true],
    ['a worker that is not registered', { causes: cause('WORKER_UNREGISTERED') }, false],
    ['migrations at work', { causes: cause('MIGRATIONS_RUNNING') }, false],
    ['something is not known', { unknown: ['its workers'] }, false],
    ['not all of it runs', { state: 'partial' }, false],
  ])('%s', (_, different, expected) => {
    expect(isReadyBy({ state: 'running', causes: [], unknown: [], ...different })).toBe(expected);
  });
});

const causeOf = (code: 'CRASH_LOOP' | 'ORPHAN', service: string) => [{ ...cause(code)[0]!, service }];

describe('ill by what is wrong, though it runs', () => {
  test.each<[string, Explanation['causes'], boolean]>([
    ['its own crash loop', causeOf('CRASH_LOOP', 'db'), true],
    ['that of another', causeOf('CRASH_LOOP', 'backend'), false],
    ['a remark about it', causeOf('ORPHAN', 'db'), false],
    ['nothing', [], false],
  ])('%s', (_, causes, expected) => {
    expect(isIll(healthy, { causes })).toBe(expected);
    expect(isIll(ready, { causes })).toBe(false);
  });
});
