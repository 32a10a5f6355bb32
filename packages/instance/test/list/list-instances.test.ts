import { writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { listInstances } from '../../src/index.ts';
import { aContext, at, clone, CREATED_AT, git, head } from '../support/create-scene.ts';

test('listInstances asks the Engine once for all, and reads branches from files', async () => {
  const { context, create, docker } = aContext();
  git(clone, 'commit', '-q', '--allow-empty', '-m', 'not pushed');
  await create('x', { from: 'HEAD' });
  await create('y', { from: 'HEAD' });
  git(at('ktrdr--y'), 'checkout', '-q', '--detach');
  docker.length = 0;
  const listed = await listInstances(context);
  expect(listed).toMatchObject([
    { id: 'ktrdr--x', state: 'stopped', branch: 'x', createdAt: CREATED_AT },
    { id: 'ktrdr--y', state: 'stopped', branch: `${head().slice(0, 8)} (detached)` },
  ]);
  expect(docker.filter((line) => line.startsWith('ps'))).toHaveLength(1);
  expect(docker.filter((line) => line.startsWith('inspect'))).toEqual([]);
  expect(listed.map(({ git: marks }) => marks)).toEqual([undefined, undefined]);
  writeFileSync(at('ktrdr--x', 'new.py'), '');
  expect((await listInstances(context, { git: true })).map(({ git: marks }) => marks)).toEqual([
    { dirty: true, unpushed: 1 },
    { dirty: false, unpushed: 1 },
  ]);
});
