import { describe, expect, test } from '@jest/globals';
import type { Container } from '@ktrdr/compose-runner';
import { containerTroubles, type ContainerTroubleFacts } from '../../src/causes/container-troubles.ts';
import type { ServedService } from '../../src/served/served-services.ts';
import { aContainer } from '../support/a.ts';

const published = (port: number, target: number, address = '0.0.0.0') => ({ published: port, target, address });
const starting = { health: { status: 'starting', lastProbe: undefined } };
const exited = { state: 'exited', exitCode: 0, restartPolicy: 'no' };

const probe = (exitCode: number) => ({
  health: { status: 'unhealthy', lastProbe: { startedAt: '', exitCode, output: 'no' } },
});

function factsWith(different: Partial<ContainerTroubleFacts> = {}): ContainerTroubleFacts {
  return {
    served: { services: undefined, declared: undefined },
    now: 100_000,
    up: 'up',
    logsOf: (service) => `logs ${service}`,
    restartOf: (service) => `restart ${service}`,
    ...different,
  };
}

function summaryOf(container: Container, served: ServedService | undefined): string | null {
  const services = served === undefined ? undefined : new Map([[container.service, served]]);
  const [trouble] = containerTroubles(container, factsWith({ served: { services, declared: undefined } }));
  return trouble?.summary ?? null;
}

describe('what is wrong with a container, in a few words', () => {
  test.each<[string, Partial<Container>]>([
    ['a health check', { health: { status: 'unhealthy', lastProbe: undefined } }],
    ['a worker', { variables: ['KTRDR_WORKER_TYPE'] }],
  ])('%s: none that ends with 0 has done its work', (_, different) => {
    const container = aContainer({ ...exited, ...different });
    expect(summaryOf(container, undefined)).toBe('ended with code 0');
  });

  const served = { ports: new Map([[8000, 8003]]), replicas: 1 };
  test('a one-shot that ended with 0', () => {
    expect(summaryOf(aContainer(exited), undefined)).toBeNull();
  });

  test.each<[string, Partial<Container>, string | null]>([
    ['one that publishes ports and ended with 0', exited, 'ended with code 0'],
    ['one that runs', {}, null],
    ['one that starts', starting, null],
    ['a worker that died', { state: 'exited', exitCode: 137 }, 'ended with code 137'],
    ['all after a reboot', { state: 'exited', exitCode: 0 }, 'ended with code 0'],
    [
      'a loop that has only begun',
      { state: 'restarting', restartCount: 1, exitCode: 1 },
      'keeps restarting: once, last exit code 1',
    ],
    ['a loop', { state: 'restarting', restartCount: 7, exitCode: 1 }, 'keeps restarting: 7 times, last exit code 1'],
    [
      'a loop, between two deaths',
      { restartCount: 7, startedAt: 99_000 },
      'keeps restarting: 7 times, most recently just now',
    ],
    [
      'one that is restarted, and does not become healthy',
      { restartCount: 2, startedAt: 99_000, ...starting },
      'keeps restarting: 2 times, most recently just now',
    ],
    ['one that has recovered', { restartCount: 7, startedAt: 60_000 }, null],
    [
      'one that has recovered, and says so',
      { restartCount: 7, startedAt: 99_000, health: { status: 'healthy', lastProbe: undefined } },
      null,
    ],
    ['one that the Engine will start only in the future, by our clock', { restartCount: 7, startedAt: 250_000 }, null],
    ['a paused one', { state: 'paused' }, 'is paused'],
    [
      'an unhealthy one',
      { health: { status: 'unhealthy', lastProbe: { startedAt: '', exitCode: 1, output: 'no\nrefused' } } },
      'is unhealthy: refused',
    ],
    ['its own port', { ports: [published(8003, 8000)] }, null],
    [
      'one that was started by hand',
      { ports: [published(8000, 8000)] },
      'publishes 8000 instead of the 8003 of the Compose file: it was started without up, or with other variables',
    ],
  ])('%s', (_, different, expected) => expect(summaryOf(aContainer(different), served)).toBe(expected));
});

describe('what is wrong with a container, by its code', () => {
  const id = aContainer().id;
  const killed = { state: 'exited', exitCode: 137 };
  const kernelKill = (of: 'container' | 'machine') =>
    new Map([[id, { containerId: id, at: 1, of, program: 'python' }]]);
  test.each<[string, Partial<Container>, Partial<ContainerTroubleFacts>, string]>([
    ['its service is not in the file', {}, { served: { services: undefined, declared: new Set(['db']) } }, 'ORPHAN'],
    ['paused', { state: 'paused' }, {}, 'PAUSED'],
    ['taken off its network', { lostNetwork: 'own' }, {}, 'OFF_NETWORK'],
    ['on its way out, and taken off its network', { lostNetwork: 'own', state: 'exited', exitCode: 3 }, {}, 'EXITED'],
    // The Engine's words, 26.1.
    [
      'a port of somebody else',
      {
        state: 'created',
        startError:
          'driver failed programming external connectivity on endpoint a: Bind for 0.0.0.0:8003 failed: port is already allocated',
      },
      {},
      'PORT_TAKEN',
    ],
    [
      'a program of another processor',
      { state: 'created', startError: 'failed to create task: exec /run.sh: exec format error' },
      {},
      'IMAGE_PLATFORM',
    ],
    [
      'a program of another processor, which the log tells',
      { state: 'restarting', restartCount: 3, exitCode: 255 },
      { logs: new Map([[id, ['exec /run.sh: exec format error']]]) },
      'IMAGE_PLATFORM',
    ],
    [
      'a program of another processor behind an init process',
      { state: 'exited', exitCode: 127 },
      { logs: new Map([[id, ['/program: 1: \u007FELF\uFFFD\u0001: not found']]]) },
      'IMAGE_PLATFORM',
    ],
    ['the Engine could not start it', { state: 'created', startError: 'no such device' }, {}, 'CONTAINER_NOT_STARTED'],
    ['it waits', { state: 'created', dependsOn: ['db'] }, {}, 'DEPENDENCY'],
    ['nobody started it', { state: 'created' }, {}, 'CONTAINER_NOT_STARTED'],
    ['it ended', { state: 'exited', exitCode: 3 }, {}, 'EXITED'],
    [
      'it was killed',
      { ...killed, finishedAt: 1_000 },
      { killed: new Set([id]), deaths: [{ containerId: id, exitCode: 137, time: 1_001 }] },
      'KILLED',
    ],
    [
      'the kernel killed it',
      { ...killed, finishedAt: 1_000 },
      { killed: new Set(), deaths: [{ containerId: id, exitCode: 137, time: 1_001 }] },
      'KILLED',
    ],
    [
      'it was killed, and the Engine has forgotten by whom',
      { ...killed, finishedAt: 1_000 },
      { killed: new Set(), deaths: [{ containerId: id, exitCode: 137, time: 90_000 }] },
      'EXITED',
    ],
    [
      'it could not be started again',
      { ...killed, startError: 'Bind for 0.0.0.0:1 failed: port is already allocated' },
      {},
      'PORT_TAKEN',
    ],
    [
      'it ended for want of memory',
      { ...killed, outOfMemory: true, memoryLimit: 1e6 },
      { killed: new Set() },
      'OUT_OF_MEMORY',
    ],
    ['the same without a limit', { ...killed, outOfMemory: true }, { killed: new Set() }, 'MACHINE_MEMORY'],
    [
      'the kernel says that the machine had none left',
      { ...killed, memoryLimit: 1e6 },
      { kernelKills: kernelKill('machine') },
      'MACHINE_MEMORY',
    ],
    ['the kernel says that it was its own', killed, { kernelKills: kernelKill('container') }, 'OUT_OF_MEMORY'],
    [
      'it ends for want of memory again and again',
      { state: 'restarting', restartCount: 2, exitCode: 137, memoryLimit: 1e6 },
      { outOfMemory: new Set([id]) },
      'OUT_OF_MEMORY',
    ],
    ['a loop', { state: 'restarting', restartCount: 2, exitCode: 1 }, {}, 'CRASH_LOOP'],
    ['a probe that fails', probe(1), {}, 'PROBE_FAILS'],
    ['a probe that fails as yet', { health: { ...probe(1).health, status: 'starting' } }, {}, 'STARTING'],
    ['one that was paused, and is not probed yet', probe(0), {}, 'STARTING'],
    ['a probe that the Engine ends', probe(-1), {}, 'PROBE_HANGS'],
    [
      'ports of its own',
      { ports: [{ published: 1, target: 8000, address: '' }] },
      {
        served: { services: new Map([['backend', { ports: new Map([[8000, 2]]), replicas: 1 }]]), declared: undefined },
      },
      'STARTED_OTHERWISE',
    ],
  ])('%s', (_, different, facts, code) => {
    expect(containerTroubles(aContainer(different), factsWith(facts)).map((one) => one.code)).toEqual([code]);
  });

  test('of a loop, the command that shows its log, and what to do then', () => {
    const [trouble] = containerTroubles(aContainer({ state: 'restarting', restartCount: 2, exitCode: 1 }), factsWith());
    expect(trouble?.fix).toBe('logs backend\nOnce you have fixed the problem: up');
    // What runs is left alone by up.
    const [sick] = containerTroubles(aContainer(probe(1)), factsWith());
    expect(sick?.fix).toBe('logs backend\nrestart backend');
  });

  test('its last lines are told, and how the Engine says that it ended', () => {
    const logs = new Map([[id, ['1', '2', '3', '4', '5', '6']]]);
    const [trouble] = containerTroubles(aContainer({ state: 'exited', exitCode: 3 }), factsWith({ logs }));
    expect(trouble).toEqual({
      code: 'EXITED',
      service: 'backend',
      summary: 'ended with code 3',
      evidence: [
        { kind: 'exit', text: 'ended with code 3' },
        { kind: 'log', text: '2\n3\n4\n5\n6' },
      ],
      fix: 'up',
    });
    const [stopped] = containerTroubles(
      aContainer({ state: 'exited', exitCode: 143, finishedAt: 1_000 }),
      factsWith({ killed: new Set([id]), deaths: [{ containerId: id, exitCode: 143, time: 1_001 }] }),
    );
    expect(stopped).toMatchObject({
      code: 'EXITED',
      evidence: [{ kind: 'exit' }, { kind: 'found', text: 'docker was told to end it' }],
    });
  });
});
