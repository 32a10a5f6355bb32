import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { hashTree } from '../src/stage/hash-tree.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

let stage: Stage;
let checkout: string;
let shared: string;
const FILES = 2500;

beforeAll(async () => {
  stage = await setStage('shared');
  checkout = join(stage.directory, 'ktrdr2');
  shared = join(stage.home, 'shared');
  await mkdir(join(checkout, 'data'), { recursive: true });
  const prices = Buffer.alloc(2000, 'prices');
  for (let index = 0; index < FILES; index += 1) await writeFile(join(checkout, 'data', `f${index}`), prices);
});
afterAll(async () => await stage.strike());
afterEach(async () => await rm(shared, { recursive: true, force: true }));

const copy = async (more = '') => await stage.ktrdr(`sandbox init-shared --from ${checkout}${more}`, { cwd: '/' });
const namesIn = async (...path: string[]): Promise<string[]> => await readdir(join(shared, ...path)).catch(() => []);

/** Runs the copy, and ends it with a signal when it has copied some files. */
async function copyUntil(signal: 'SIGKILL' | 'SIGINT') {
  const child = execa(process.execPath, [KTRDR, 'sandbox', 'init-shared', '--from', checkout, '--yes'], {
    cwd: '/',
    env: stage.environment(),
    extendEnv: false,
    reject: false,
    all: true,
    stdin: 'ignore',
  });
  while ((await namesIn('.init-shared', 'new', 'data')).length < 50) {
    if (child.exitCode !== null) throw new Error('the copy ended before it was interrupted');
    await sleep(1);
  }
  child.kill(signal);
  return await child;
}

describe('sandbox init-shared', () => {
  test('--minimal makes the directories, and touches nothing the next time', async () => {
    assertOk(await stage.ktrdr('sandbox init-shared --minimal', { cwd: '/' }));
    expect(await namesIn()).toEqual(['data', 'models', 'strategies']);
    await writeFile(join(shared, 'data', 'mine'), 'mine');
    const again = assertOk(await stage.ktrdr('sandbox init-shared --minimal --json', { cwd: '/' }));
    expect(JSON.parse(again.stdout)).toMatchObject({
      path: shared,
      directories: [{ state: 'kept', files: 1 }, {}, {}],
    });
  });

  test.each(['SIGKILL', 'SIGINT'] as const)(
    '%s midway: nothing is replaced, and the same command goes on',
    async (signal) => {
      await mkdir(join(shared, 'data'), { recursive: true });
      await writeFile(join(shared, 'data', 'old'), 'old');
      const { all, exitCode } = await copyUntil(signal);
      expect(await readFile(join(shared, 'data', 'old'), 'utf8')).toBe('old');
      if (signal === 'SIGINT') {
        expect(exitCode).toBe(130);
        expect(all).toMatch(
          /Interrupted: \d+ of 2500 files are copied, and nothing was replaced\n.*continues from there/,
        );
      }
      const refused = await copy();
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toMatch(/already.*data[^]*--yes/i);

      const result = assertOk(await copy(' --yes'));
      expect(result.output).toMatch(/Continuing an interrupted copy: \d+ of 2500 files/);
      expect(await hashTree(join(shared, 'data'))).toBe(await hashTree(join(checkout, 'data')));
      expect(await namesIn()).toEqual(['data', 'models', 'strategies']);
    },
  );
});
