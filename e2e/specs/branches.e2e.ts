import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { writeSmallStack } from '../src/stage/small-stack.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { tracesOf } from '../src/stage/traces-of.ts';

// What a sandbox begins with and what is left of it in git: a stack that is started at once, and a branch that goes with it.

let stage: Stage;
let clone: string;
/** Somebody else's clone of the same repository, who merges. */
let mate: string;

beforeAll(async () => {
  stage = await setStage('branches');
  clone = await stage.clone('ktrdr');
  await writeSmallStack(clone, stage.appImage);
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '-q', '-m', 'a small stack');
  await git(clone, 'push', '-q', 'origin', 'main');
  mate = await stage.clone('mate');
});
afterAll(async () => await stage.strike());

async function commit(directory: string, name: string): Promise<void> {
  await writeFile(join(directory, name), `${name}\n`);
  await git(directory, 'add', '--all');
  await git(directory, 'commit', '-q', '-m', name);
}

/** What the mate does with a branch that was pushed. */
async function merge(branch: string, ...how: readonly string[]): Promise<void> {
  await git(mate, 'fetch', '-q');
  await git(mate, 'reset', '-q', '--hard', 'origin/main');
  await git(mate, 'merge', '-q', ...how, `origin/${branch}`);
  if (how.includes('--squash')) await git(mate, 'commit', '-q', '-m', `all of ${branch}`);
  await git(mate, 'push', '-q', 'origin', 'HEAD:main');
}

const branches = async (): Promise<string[]> =>
  (await execa('git', ['-C', clone, 'branch', '--format=%(refname:short)'])).stdout.split('\n');

test('create --up makes a sandbox that is ready', async () => {
  const result = assertOk(await stage.ktrdr('sandbox create at-once --up --no-secrets', { cwd: clone }));
  expect(result.output).toMatch(/ktrdr--at-once is ready/);
  const [container] = await stage.docker.containers('ktrdr--at-once');
  expect(container).toMatchObject({ state: 'running', health: { status: 'healthy' } });
  assertOk(await stage.ktrdr('sandbox destroy --yes --delete-branch --name at-once', { cwd: '/' }));
  expect(await tracesOf(stage.docker, 'ktrdr--at-once')).toEqual([]);
  expect(await branches()).not.toContain('at-once');
});

describe('destroy --delete-branch', () => {
  test.each<[string, string, (tree: string) => Promise<void>, boolean, RegExp]>([
    ['nothing was committed on', 'untouched', async () => {}, true, /Branch untouched is deleted/],
    [
      'is merged',
      'merged',
      async (tree) => {
        await commit(tree, 'merged.txt');
        await git(tree, 'push', '-q', 'origin', 'merged');
        await merge('merged', '--no-ff', '--no-edit');
      },
      true,
      /Branch merged is deleted: merged into origin\/main\. To restore it: git branch merged [0-9a-f]{12}/,
    ],
    [
      'is merged by squash',
      'squashed',
      async (tree) => {
        for (const name of ['one.txt', 'two.txt']) await commit(tree, name);
        await git(tree, 'push', '-q', 'origin', 'squashed');
        await merge('squashed', '--squash');
      },
      true,
      /Branch squashed is deleted: squashed into origin\/main/,
    ],
    [
      'has what nobody else has',
      'unmerged',
      async (tree) => await commit(tree, 'mine.txt'),
      false,
      /Branch unmerged is kept: it has one commit that origin\/main does not have/,
    ],
  ])('a branch that %s', async (_, name, work, goes, says) => {
    const tree = join(stage.directory, `ktrdr--${name}`);
    assertOk(await stage.ktrdr(`sandbox create ${name}`, { cwd: clone }));
    await work(tree);
    const result = assertOk(await stage.ktrdr(`sandbox destroy --yes --delete-branch --name ${name}`, { cwd: '/' }));
    expect(result.output).toMatch(says);
    expect((await branches()).includes(name)).toBe(!goes);
  });
});
