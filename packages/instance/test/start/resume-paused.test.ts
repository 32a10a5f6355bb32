import { describe, expect, jest, test } from '@jest/globals';
import type { Container, Health } from '@ktrdr/compose-runner';
import { resumePaused } from '../../src/start/resume-paused.ts';
import { aContainer } from '../support/a.ts';

const health = (status: string, startedAt: string): Health => ({
  status,
  lastProbe: { startedAt, exitCode: 0, output: '' },
});
/** As the Engine describes it while it is paused. */
const paused = aContainer({ service: 'db', state: 'paused', health: health('unhealthy', 'before') });
const db = (different: Partial<Container>): Container => aContainer({ service: 'db', ...different });
const waiting = db({ health: health('unhealthy', 'before') });

/** Resumes them with an Engine that gives these answers, one a look, and counts what was asked. */
async function resume(
  containers: readonly Container[],
  looks: readonly Container[],
  signal = new AbortController().signal,
) {
  const left = [...looks];
  const unpauseContainers = jest.fn<(ids: readonly string[]) => Promise<void>>().mockResolvedValue(undefined);
  const inspect = jest.fn(async () => {
    const look = left.shift();
    return look === undefined ? [] : [look];
  });
  const report = jest.fn();
  await resumePaused({ docker: { unpauseContainers, inspect }, report }, containers, signal);
  return {
    unpaused: unpauseContainers.mock.calls.flat(2),
    looks: inspect.mock.calls.length,
    left: left.length,
    report,
  };
}

describe('resumePaused', () => {
  test('asks nothing of the Engine where nothing is paused', async () => {
    expect(await resume([], [])).toMatchObject({ unpaused: [], looks: 0 });
  });

  test.each<[string, readonly Container[]]>([
    ['it has no health check', [db({})]],
    ['it was not watched', [db({ health: health('starting', 'before') })]],
    ['it is healthy again', [waiting, db({ health: health('healthy', 'after') })]],
    ['it was probed and is unhealthy by itself', [waiting, db({ health: health('unhealthy', 'after') })]],
    ['it has ended', [waiting, db({ state: 'exited', health: health('unhealthy', 'before') })]],
  ])('waits until %s', async (_, looks) => {
    const result = await resume([paused], looks);
    expect(result).toMatchObject({ unpaused: [paused.id], looks: looks.length, left: 0 });
    expect(result.report).toHaveBeenCalledWith({ type: 'note', text: 'Resumed paused containers: db' });
  });

  test('waits for a minute at most', async () => {
    const clock = [0, 0, 59_999, 60_000];
    const now = jest.spyOn(performance, 'now').mockImplementation(() => clock.shift() ?? 60_000);
    expect(await resume([paused], [waiting, waiting, waiting])).toMatchObject({ looks: 2 });
    now.mockRestore();
  });

  test('does not wait after an abort', async () => {
    expect(await resume([paused], [waiting, waiting], AbortSignal.abort())).toMatchObject({ looks: 0 });
  });
});
