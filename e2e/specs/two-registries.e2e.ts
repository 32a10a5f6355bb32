import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseEnvFile } from '@ktrdr/instance';
import { execa } from 'execa';
import { instancesOf } from '../src/guard/own-instances.ts';
import type { KtrdrResult } from '../src/run-ktrdr.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { writeSmallStack } from '../src/stage/small-stack.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// Two users, each with a registry, make a sandbox of the same name of one repository at the same time.

let stage: Stage;
let clone: string;

beforeAll(async () => {
  stage = await setStage('two-registries');
  clone = await stage.clone();
  await writeSmallStack(clone, stage.appImage);
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '-q', '-m', 'a small stack');
  await git(clone, 'push', '-q', 'origin', 'main');
});
afterAll(async () => await stage.strike());

interface Ended extends KtrdrResult {
  readonly home: string;
}

interface Raced {
  readonly winner: Ended;
  readonly loser: Ended;
}

/** Gives a command for each registry, one some milliseconds after the other, and tells who has won. */
async function race(args: string, offsetMs: number): Promise<Raced> {
  const run = async (home: string, delay: number): Promise<Ended> => {
    await sleep(delay);
    return { ...(await stage.ktrdr(args, { cwd: clone, home })), home };
  };
  const ended = await Promise.all([run(stage.home, 0), run(stage.otherHome(), offsetMs)]);
  const [winner, ...others] = ended.filter(({ exitCode }) => exitCode === 0);
  const loser = ended.find(({ exitCode }) => exitCode !== 0);
  if (winner !== undefined && others.length === 0 && loser !== undefined) return { winner, loser };
  throw new Error(ended.map(({ exitCode, output }) => `ended with ${exitCode}:\n${output}`).join('\n'));
}

const told = async (directory: string, ...args: string[]): Promise<string> =>
  (await execa('git', ['-C', directory, ...args])).stdout;

/** What the winner has is whole, and the loser has nothing. */
async function expectWhole(name: string, { winner, loser }: Raced): Promise<void> {
  const id = `ktrdr--${name}`;
  const path = join(stage.directory, id);
  expect(loser.exitCode).toBe(1);
  expect(loser.output).not.toMatch(/^ +at /m);
  expect(await instancesOf(winner.home)).toEqual([{ id, path }]);
  expect(await instancesOf(loser.home)).toEqual([]);
  expect(await told(path, 'status', '--porcelain')).toBe('');
  expect(await told(path, 'branch', '--show-current')).toBe(name);
  expect(parseEnvFile(await readFile(join(path, '.env.sandbox'), 'utf8'))).toMatchObject({ INSTANCE_ID: id });
  expect(await told(clone, 'worktree', 'list', '--porcelain')).toContain(path);
}

/** What the loser does next takes nothing of the winner's, who can use it and destroy it. */
async function expectApart(name: string, ended: Raced): Promise<void> {
  const { winner, loser } = ended;
  const id = `ktrdr--${name}`;
  assertOk(await stage.ktrdr(`sandbox create ${name}-then`, { cwd: clone, home: loser.home }));
  assertOk(await stage.ktrdr(`destroy ${id}-then --yes --delete-branch`, { cwd: clone, home: loser.home }));
  await stage.ktrdr('doctor --fix --yes', { cwd: clone, home: loser.home });
  expect((await stage.ktrdr(`destroy ${id} --force`, { cwd: clone, home: loser.home })).exitCode).toBe(1);
  await expectWhole(name, ended);
  assertOk(await stage.ktrdr(`destroy ${id} --yes --delete-branch`, { cwd: clone, home: winner.home }));
  expect(existsSync(join(stage.directory, id))).toBe(false);
}

describe('the same name at the same time: one wins, and the other takes nothing of it', () => {
  test.each([0, 40, 120, 250, 500])('sandbox create, %i ms later', async (offsetMs) => {
    const name = `made-${offsetMs}`;
    const ended = await race(`sandbox create ${name}`, offsetMs);
    await expectWhole(name, ended);
    await expectApart(name, ended);
  });

  test.each([0, 400, 1200])('start, %i ms later', async (offsetMs) => {
    const name = `run-${offsetMs}`;
    const id = `ktrdr--${name}`;
    const ended = await race(`start ${name} --no-secrets`, offsetMs);
    const running = async () => (await stage.docker.containers(id)).map(({ state }) => state);
    await expectWhole(name, ended);
    expect(await running()).toEqual(['running']);
    expect((await stage.ktrdr(`down ${id} --volumes --force`, { cwd: clone, home: ended.loser.home })).exitCode).toBe(
      1,
    );
    expect(await running()).toEqual(['running']);
    expect(await stage.docker.volumes(id)).toHaveLength(1);
    await expectApart(name, ended);
    expect(await stage.docker.volumes(id)).toEqual([]);
  });
});
