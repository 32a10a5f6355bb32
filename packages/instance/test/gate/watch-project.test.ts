import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import type { Run, RunOptions } from '@ktrdr/compose-runner';
import { createContext } from '../../src/index.ts';
import { watchProject } from '../../src/gate/watch-project.ts';
import { aResult } from '../support/a.ts';

const NOW = new Date('2026-01-02T03:04:05.000Z');

/** A watch over a project without containers, and what the Engine tells it. */
function watching() {
  const seen = { lists: 0, since: '', inspected: [''] };
  let onLine: RunOptions['onLine'];
  const controller = new AbortController();
  const run: Run = async (_, args, options) => {
    if (args[0] === 'inspect') {
      seen.inspected.push(args.slice(3).join(' '));
      return await Promise.resolve(aResult({ stdout: '[]' }));
    }
    if (args[0] !== 'events') {
      seen.lists += 1;
      return await Promise.resolve(aResult());
    }
    seen.since = args[2] ?? '';
    ({ onLine } = options);
    return await new Promise((resolve) => {
      options.signal?.addEventListener('abort', () => resolve(aResult({ exitCode: undefined, aborted: true })));
    });
  };
  const context = createContext({ env: {}, command: 'a test', run, now: () => NOW });
  const watch = watchProject(context, 'ktrdr-prod', controller.signal);
  const event = (Action: string, attributes = {}) =>
    onLine?.({
      stream: 'stdout',
      text: JSON.stringify({
        Type: 'container',
        Action,
        Actor: { ID: 'a1', Attributes: attributes },
        timeNano: NOW.getTime() * 1e6,
      }),
    });
  return { watch, event, seen, end: () => controller.abort() };
}

test('asks for events from now on, and keeps deaths and lack of memory', () => {
  const { watch, event, seen, end } = watching();
  expect(Number(seen.since)).toBe(NOW.getTime() / 1000);
  event('oom');
  event('die', { exitCode: '137' });
  event('die', {});
  expect(watch.deaths).toEqual([
    { containerId: 'a1', exitCode: 137, time: NOW.getTime() },
    { containerId: 'a1', exitCode: 0, time: NOW.getTime() },
  ]);
  expect([...watch.outOfMemory]).toEqual(['a1']);
  end();
});

test('looks again only after something happened', async () => {
  const { watch, event, seen, end } = watching();
  await watch.containers();
  await watch.containers();
  expect(seen.lists).toBe(1);
  for (const action of ['start', 'die', 'health_status: healthy', 'destroy']) {
    event('create');
    const before = seen.inspected.length;
    event(action);
    await watch.containers();
    expect(seen.inspected).toHaveLength(before + 1);
  }
  // Every health probe is an event, too; and what was only made tells nothing yet.
  const before = seen.inspected.length;
  for (const action of ['create', 'exec_create: sh', 'exec_start: sh', 'exec_die']) event(action);
  await watch.containers();
  expect(seen.inspected).toHaveLength(before);
  // What the events name needs no list.
  expect(seen.lists).toBe(1);
  expect(seen.inspected.at(-1)).toBe('a1');
  end();
});

test('looks again after a second, should the events have ended', async () => {
  const { watch, seen, end } = watching();
  await watch.containers();
  await sleep(1_050);
  await watch.containers();
  expect(seen.lists).toBe(2);
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

test('those who ask at the same time share one look, which sees all that happened before it began', async () => {
  const { watch, event, seen, end } = watching();
  const looks = [watch.containers()];
  event('start');
  looks.push(watch.containers(), watch.containers());
  await Promise.all(looks);
  expect(seen.lists).toBe(1);
  end();
});
