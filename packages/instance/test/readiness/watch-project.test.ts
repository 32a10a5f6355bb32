import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Docker } from '@ktrdr/compose-runner';
import type { EngineEvent } from '@ktrdr/engine';
import type { Run } from '@ktrdr/process';
import { createContext } from '../../src/index.ts';
import { watchProject } from '../../src/readiness/watch-project.ts';
import { aResult } from '../support/a.ts';
import { connectionByRun } from '../support/connection-by-run.ts';

const NOW = new Date('2026-01-02T03:04:05.000Z');

/** The part of `docker inspect` that is read, of a container that runs and is being probed. */
const inspected = (id: string) => ({
  Id: id,
  Name: `/ktrdr-prod-${id}-1`,
  Created: '',
  Image: 'sha256:made-of',
  RestartCount: 0,
  Config: { Image: 'ktrdr:dev', Labels: { 'com.docker.compose.service': id } },
  HostConfig: { RestartPolicy: { Name: 'unless-stopped' } },
  NetworkSettings: { Ports: {} },
  State: {
    Status: 'running',
    ExitCode: 0,
    OOMKilled: false,
    Error: '',
    StartedAt: '2026-01-02T03:04:00Z',
    FinishedAt: '',
    Health: { Status: 'starting', Log: [{ Start: '', ExitCode: 7, Output: 'refused' }] },
  },
});

const NOTHING = (): void => {};

/** A watch over these containers, and what the Engine tells it. */
function watching(...ids: readonly string[]) {
  const seen = { lists: 0, since: 0, inspected: [''] };
  const there = new Set(ids);
  const broken = new Set<string>();
  let onEvent: ((event: EngineEvent) => void) | undefined;
  let begin = NOTHING;
  /** Once the Engine is asked for events. */
  const begun = new Promise<void>((resolve) => (begin = resolve));
  let endEvents: (() => void) | undefined;
  const controller = new AbortController();
  const run: Run = async (_, args) => {
    if (args[0] === 'inspect') {
      const asked = args.slice(3);
      seen.inspected.push(asked.join(' '));
      // While it is under way, things may happen.
      const stdout = JSON.stringify(asked.filter((id) => there.has(id)).map((id) => inspected(id)));
      await sleep(20);
      if (broken.has('inspect')) return aResult({ exitCode: 1, stderr: 'Cannot connect to the Docker daemon' });
      return aResult({ stdout });
    }
    seen.lists += 1;
    return await Promise.resolve(aResult({ stdout: [...there].join('\n') }));
  };
  const { docker, ...others } = createContext({
    env: {},
    command: 'a test',
    connection: connectionByRun(run),
    run,
    now: () => NOW,
  });
  const events: Docker['events'] = async (_, asked) => {
    seen.since = asked.since;
    ({ onEvent } = asked);
    begin();
    await new Promise<void>((resolve, reject) => {
      endEvents = () => reject(new Error('ended'));
      asked.signal.addEventListener('abort', () => resolve());
    });
  };
  const context = { ...others, docker: { ...docker, events } };
  const watch = watchProject(context, 'ktrdr-prod', controller.signal);
  const event = (action: string, { id = 'a1', attributes = {}, time = NOW.getTime() } = {}) =>
    onEvent?.({ type: 'container', action, id, attributes, time });
  const health = async (): Promise<string[]> =>
    (await watch.containers()).map((container) => `${container.id} ${container.health?.status ?? ''}`);
  return {
    watch,
    health,
    event,
    begun,
    seen,
    there,
    broken,
    endEvents: () => endEvents?.(),
    end: () => controller.abort(),
  };
}

test('asks for events from now on, and keeps deaths and lack of memory', async () => {
  const { watch, event, begun, seen, end } = watching();
  await begun;
  expect(seen.since).toBe(NOW.getTime());
  event('oom');
  event('die', { attributes: { exitCode: '137' } });
  event('die');
  expect(watch.deaths).toEqual([
    { containerId: 'a1', exitCode: 137, time: NOW.getTime() },
    { containerId: 'a1', exitCode: 0, time: NOW.getTime() },
  ]);
  expect([...watch.outOfMemory]).toEqual(['a1']);
  end();
});

test('looks again only after something happened', async () => {
  const { watch, event, seen, end } = watching('a1', 'b2');
  await watch.containers();
  await watch.containers();
  expect(seen.inspected).toEqual(['', 'a1 b2']);
  for (const action of ['start', 'die', 'health_status: unhealthy', 'destroy']) {
    const before = seen.inspected.length;
    event(action);
    await watch.containers();
    expect(seen.inspected).toHaveLength(before + 1);
    // Only at what the event is about.
    expect(seen.inspected.at(-1)).toBe('a1');
  }
  // Every health probe is an event, too; and what was only made tells nothing yet.
  const before = seen.inspected.length;
  for (const action of ['create', 'exec_create: sh', 'exec_start: sh', 'exec_die']) event(action);
  await watch.containers();
  expect(seen.inspected).toHaveLength(before);
  expect(seen.lists).toBe(1);
  end();
});

test('what the events name is added, and what has gone is left out; the others stay as they are', async () => {
  const { health, event, there, end } = watching('a1', 'b2');
  expect(await health()).toEqual(['a1 starting', 'b2 starting']);
  there.delete('a1');
  there.add('c3');
  event('destroy');
  event('create', { id: 'c3' });
  expect(await health()).toEqual(['b2 starting', 'c3 starting']);
  end();
});

test('that a container has become healthy is taken from the event', async () => {
  const { watch, health, event, seen, end } = watching('a1', 'b2');
  await watch.containers();
  const change = watch.change(new AbortController().signal);
  event('health_status: healthy');
  await change;
  expect(await health()).toEqual(['a1 healthy', 'b2 starting']);
  expect(seen.inspected).toHaveLength(2);
  end();
});

test('but not from one of an earlier run of it', async () => {
  const { health, event, end } = watching('a1');
  await health();
  event('health_status: healthy', { time: Date.parse('2026-01-02T03:03:59Z') });
  expect(await health()).toEqual(['a1 starting']);
  end();
});

test('but not where a question is under way, whose answer may be older', async () => {
  const { watch, event, seen, end } = watching('a1');
  await watch.containers();
  event('start');
  const look = watch.containers();
  while (seen.inspected.length < 3) await sleep(1);
  event('health_status: healthy');
  await look;
  await watch.containers();
  expect(seen.inspected).toEqual(['', 'a1', 'a1', 'a1']);
  end();
});

test('looks at everything again after a while, should an event have been lost', async () => {
  const { health, seen, there, end } = watching('a1', 'b2');
  expect(await health()).toEqual(['a1 starting', 'b2 starting']);
  there.delete('a1');
  there.add('c3');
  // Not at once.
  expect(await health()).toEqual(['a1 starting', 'b2 starting']);
  while (seen.lists === 1) {
    await sleep(10);
    await health();
  }
  expect(await health()).toEqual(['b2 starting', 'c3 starting']);
  end();
});

test('looks at everything again when asked to, also when no event has told of anything', async () => {
  const { watch, health, seen, there, end } = watching('a1');
  await health();
  there.add('b2');
  watch.lookAtAll();
  expect(await health()).toEqual(['a1 starting', 'b2 starting']);
  expect(seen.lists).toBe(2);
  end();
});

test('looks at everything again when the events have ended', async () => {
  const { health, there, endEvents, end } = watching('a1');
  await health();
  there.add('b2');
  endEvents();
  await sleep(1);
  expect(await health()).toEqual(['a1 starting', 'b2 starting']);
  end();
});

test('a look that failed is made up for', async () => {
  const { health, event, there, broken, end } = watching('a1');
  await health();
  broken.add('inspect');
  event('die');
  await expect(health()).rejects.toThrow();
  broken.clear();
  there.add('b2');
  expect(await health()).toEqual(['a1 starting', 'b2 starting']);
  end();
});

test('knows which containers were started since it began', async () => {
  const { watch, event, end, begun } = watching('a1', 'b2');
  await begun;
  event('create', { id: 'b2' });
  event('start');
  // By its restart policy.
  event('die', { id: 'c3' });
  event('start', { id: 'c3' });
  expect([...watch.started]).toEqual(['a1']);
  end();
});

test('the first container is the first one that starts', async () => {
  const { watch, event, end } = watching();
  const first = watch.firstContainer.then(() => 'started');
  event('create');
  expect(await Promise.race([first, sleep(20, 'not yet')])).toBe('not yet');
  event('start');
  expect(await first).toBe('started');
  end();
});

test('who asks sees all that happened before, by one look', async () => {
  const { watch, event, seen, end } = watching('a1');
  await watch.containers();
  const looks = [watch.containers()];
  event('start');
  event('start', { id: 'c3' });
  looks.push(watch.containers(), watch.containers());
  await Promise.all(looks);
  expect(seen.inspected).toEqual(['', 'a1', 'a1 c3']);
  end();
});

test('a change is told of, and an end too', async () => {
  const { watch, event, end } = watching();
  const controller = new AbortController();
  const change = watch.change(controller.signal).then(() => 'told');
  event('create');
  expect(await Promise.race([change, sleep(20, 'not yet')])).toBe('not yet');
  event('start');
  expect(await change).toBe('told');
  const never = watch.change(controller.signal);
  controller.abort();
  await never;
  end();
});
