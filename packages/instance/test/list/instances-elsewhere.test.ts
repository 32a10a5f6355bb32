import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { writeEngineRecord } from '../../src/engine/engine-record.ts';
import { createContext, instancesElsewhere } from '../../src/index.ts';
import { aResult } from '../support/a.ts';
import { connectionByRun } from '../support/connection-by-run.ts';

const home = temporaryDirectory();

test('those that were started on another Engine than this one; it is asked who it is where that matters only', async () => {
  const lines: string[] = [];
  const context = createContext({
    env: { HOME: home, KTRDR_HOME: home, KTRDR_CONFINE: 'a,b,c' },
    command: 'a test',
    connection: connectionByRun(async (_, args) => {
      lines.push(args.join(' '));
      return await Promise.resolve(aResult({ stdout: 'here 2026-01-02T03:04:05Z' }));
    }),
  });
  for (const instanceId of ['ktrdr--a', 'ktrdr--b', 'ktrdr--c', 'ktrdr--out-of-bounds']) {
    const record = { path: `/clones/${instanceId}`, createdAt: '2026-01-02T03:04:05.000Z', isWorktree: false };
    await context.registry.claim({ ...record, instanceId, parentRepo: null });
  }
  expect(await instancesElsewhere(context)).toEqual([]);
  expect(lines).toEqual([]);
  const endpoint = { kind: 'context', name: 'default' } as const;
  await writeEngineRecord(context, 'ktrdr--a', { id: 'here', endpoint });
  await writeEngineRecord(context, 'ktrdr--b', { id: 'there', endpoint });
  await writeEngineRecord(context, 'ktrdr--c', { id: 'there', endpoint, stopped: true });
  await writeEngineRecord(context, 'ktrdr--out-of-bounds', { id: 'there', endpoint });
  expect(await instancesElsewhere(context)).toMatchObject([
    { instance: { id: 'ktrdr--b' }, isStopped: false },
    { instance: { id: 'ktrdr--c' }, isStopped: true },
  ]);
});
