import { existsSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { instanceOf } from '../../src/index.ts';
import { readJournal } from '../../src/journals/create-journal.ts';
import { getReady } from '../../src/start/get-ready.ts';
import { aContext, at, branches, killed } from '../support/create-scene.ts';

test('a sandbox whose create was killed is no create any more once it is started: the next create leaves it', async () => {
  const next = aContext();
  const { id, path, createdAt } = await killed(next);
  const instance = instanceOf({ instanceId: id, slot: 1, path, createdAt, isWorktree: true, parentRepo: null });
  const options = {
    build: false,
    wait: true,
    timeoutMs: 1_000,
    noSecrets: true,
    composeFiles: ['not-there.yml'],
    cwd: path,
    signal: new AbortController().signal,
  };
  // That it is refused, for another reason, makes no difference.
  const start = getReady(next.context, instance, { options, trail: {}, begin: async () => await Promise.resolve() });
  await expect(start).rejects.toMatchObject({ code: 'COMPOSE_FILE_MISSING' });
  expect(await readJournal(next.context, id)).toBeUndefined();
  await next.create('y');
  expect(next.notes()).toEqual([
    'The create of ktrdr--x had not finished. It is finished now, because it is being started.',
  ]);
  expect(existsSync(at('ktrdr--x', 'code.py'))).toBe(true);
  expect(branches()).toContain('x');
  expect(await next.context.registry.get(id)).toMatchObject({ slot: 1, path });
});
