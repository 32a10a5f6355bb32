import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Container, EngineEvent, LogLine } from '@ktrdr/compose-runner';
import { type Beginning, followContainers, type FollowOptions } from '../../src/logs/follow-containers.ts';
import { aContainer } from '../support/a.ts';

const nothing = (): void => {};

/** What an Engine has and tells, for as long as a test says so. */
function aScene(different: Partial<FollowOptions> = {}) {
  const opened: string[] = [];
  const shown: string[] = [];
  const streams = new Map<string, { push: (...times: string[]) => void; end: () => void }>();
  const ending = new AbortController();
  let tell: (event: EngineEvent) => void = nothing;
  let isAnyExpected = true;

  async function* lines({ id }: Container, from: Beginning, signal: AbortSignal): AsyncGenerator<LogLine> {
    opened.push(`${id} ${JSON.stringify(from)}`);
    const waiting: LogLine[] = [];
    let isOver = false;
    let wake = nothing;
    signal.addEventListener('abort', () => wake());
    streams.set(id, {
      push: (...times) => {
        waiting.push(...times.map((time) => ({ stream: 'stdout', text: time, time }) as const));
        wake();
      },
      end: () => {
        isOver = true;
        wake();
      },
    });
    while (!signal.aborted) {
      const line = waiting.shift();
      if (line !== undefined) yield line;
      else if (isOver) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  const records = followContainers({
    containers: [aContainer({ id: 'a', service: 'a' })],
    beginning: { tail: 5 },
    lines,
    async *read({ service }, all) {
      for await (const { text, time = '' } of all)
        yield { instance: 'ktrdr-prod', service, container: service, time, message: text };
    },
    watch: async (onEvent, signal) => {
      tell = onEvent;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    meet: async (id) => await Promise.resolve(id === 'gone' ? undefined : aContainer({ id, service: id })),
    isAnyExpected: async () => await Promise.resolve(isAnyExpected),
    ask: async () => await Promise.resolve(),
    signal: ending.signal,
    patienceMs: 10,
    graceMs: 10,
    ...different,
  });
  const done = (async () => {
    for await (const { service, message } of records) shown.push(`${service} ${message}`);
  })();
  done.catch(() => {});
  return {
    opened,
    shown,
    done,
    ending,
    streams,
    event: (action: string, id: string, time = 0) => tell({ type: 'container', action, id, attributes: {}, time }),
    noneIsExpected: () => (isAnyExpected = false),
    settled: async () => await sleep(60),
  };
}

const time = (second: number): string => `2026-01-02T03:04:0${second}.123456789Z`;

describe('followContainers', () => {
  test('one that starts again is gone on with, behind its last line', async () => {
    const scene = aScene();
    scene.streams.get('a')?.push(time(1), time(2));
    await scene.settled();
    scene.streams.get('a')?.end();
    scene.event('die', 'a', 2500);
    await scene.settled();
    scene.event('start', 'a');
    await scene.settled();
    scene.streams.get('a')?.push(time(2), time(3));
    await scene.settled();
    scene.ending.abort(new Error('enough'));
    await expect(scene.done).rejects.toThrow('enough');
    expect(scene.opened).toEqual(['a {"tail":5}', `a {"since":${Date.parse(time(2))}}`]);
    expect(scene.shown).toEqual([time(1), time(2), time(3)].map((one) => `a ${one}`));
  });

  test('also one whose start is told before its log has ended, and one that has never written, since its death', async () => {
    const scene = aScene();
    await scene.settled();
    scene.event('die', 'a', 2500);
    scene.event('start', 'a');
    scene.streams.get('a')?.end();
    await scene.settled();
    scene.ending.abort(new Error('enough'));
    await expect(scene.done).rejects.toThrow('enough');
    expect(scene.opened).toEqual(['a {"tail":5}', 'a {"since":2500}']);
  });

  test('one that comes is read from its beginning, and only once; one that has gone again is not', async () => {
    const scene = aScene({ beginning: { tail: 5, since: 7 } });
    await scene.settled();
    scene.event('start', 'b');
    scene.event('start', 'gone');
    await scene.settled();
    scene.event('start', 'b');
    scene.streams.get('b')?.push(time(1));
    await scene.settled();
    scene.ending.abort(new Error('enough'));
    await expect(scene.done).rejects.toThrow('enough');
    expect(scene.opened).toEqual(['a {"tail":5,"since":7}', 'b {"since":7}']);
    expect(scene.shown).toEqual([`b ${time(1)}`]);
  });

  test('it ends when none runs any more, and not while one is expected', async () => {
    const scene = aScene();
    await scene.settled();
    scene.streams.get('a')?.end();
    await scene.settled();
    scene.event('start', 'b');
    await scene.settled();
    scene.event('destroy', 'a');
    scene.noneIsExpected();
    await scene.settled();
    scene.streams.get('b')?.push(time(1));
    scene.streams.get('b')?.end();
    await scene.done;
    expect(scene.shown).toEqual([`b ${time(1)}`]);
  });

  test('an Engine that does not answer any more is told of, and so is one whose events end badly', async () => {
    const hangs = aScene({ askEveryMs: 10, ask: async () => await Promise.reject(new Error('hangs')) });
    await expect(hangs.done).rejects.toThrow('hangs');
    const away = aScene({ watch: async () => await Promise.reject(new Error('away')) });
    await expect(away.done).rejects.toThrow('away');
  });
});
