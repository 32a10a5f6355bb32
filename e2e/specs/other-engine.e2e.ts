import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { assertOk } from '../src/stage/assert-ok.ts';
import { writeSmallStack } from '../src/stage/small-stack.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// A stack that runs on one Engine, while docker speaks to another: nothing says that it is stopped or gone.

const ID = 'ktrdr--elsewhere';

let stage: Stage;
let sandbox: string;
let record: string;

beforeAll(async () => {
  stage = await setStage('other-engine');
  sandbox = await stage.clone('elsewhere');
  await writeSmallStack(sandbox, stage.appImage);
  assertOk(await stage.ktrdr('sandbox init', { cwd: sandbox }));
  assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd: sandbox }));
  record = join(stage.home, 'sandbox', 'engines', `${ID}.json`);
});
afterAll(async () => await stage.strike());

const running = async (): Promise<number> => (await stage.docker.containers(ID)).length;

/** For as long as `look` takes, the stack was started on an Engine that is not this one. */
async function elsewhere(look: () => Promise<void>): Promise<void> {
  const here = await readFile(record, 'utf8');
  const there = here.replace(/"id": "[^"]+"/, '"id": "another-engine"').replace(/"name": "[^"]+"/, '"name": "another"');
  await writeFile(record, there);
  try {
    await look();
  } finally {
    await writeFile(record, here);
  }
}

test.each(['up --no-secrets', 'down', 'down -v --yes', 'destroy --yes', 'destroy --force', 'destroy --dry-run'])(
  '%s refuses, and says how to get back',
  async (args) => {
    await elsewhere(async () => {
      const result = await stage.ktrdr(`sandbox ${args}`, { cwd: sandbox });
      expect(result.output).toMatch(/was started on another Docker Engine/);
      expect(result.output).toMatch(/docker context use|export DOCKER_HOST=/);
      expect(result.exitCode).toBe(1);
    });
    expect(await running()).toBe(1);
    expect(assertOk(await stage.ktrdr('sandbox status', { cwd: sandbox })).stdout).toMatch(/running/);
  },
);

test('an Engine that was made anew under the same name is said to be that', async () => {
  const here = await readFile(record, 'utf8');
  await writeFile(record, here.replace(/"id": "[^"]+"/, '"id": "before-its-reset"'));
  const result = await stage.ktrdr('sandbox down', { cwd: sandbox });
  await writeFile(record, here);
  expect(result.output).toMatch(/The name is the same, so the Engine behind it has changed[^]*: rm /);
  expect(result.exitCode).toBe(1);
});

async function expectUnknown(): Promise<void> {
  const list = assertOk(await stage.ktrdr('sandbox list --json', { cwd: sandbox }));
  expect(JSON.parse(list.stdout).instances[0]).toMatchObject({ id: ID, state: 'unknown' });
  expect(list.stderr).toMatch(/another Docker Engine.*ktrdr--elsewhere/);
  for (const args of ['status', 'logs', 'shell store']) {
    const result = await stage.ktrdr(`sandbox ${args}`, { cwd: sandbox });
    expect(result.output).toMatch(/was started on another Docker Engine/);
    expect(result.exitCode).toBe(1);
  }
}

test('containers of the same name and directory here are not taken for what runs there', async () => {
  await elsewhere(expectUnknown);
  expect(await running()).toBe(1);
});

test('what runs there is not called stopped', async () => {
  await stage.docker.command(['stop', '-t', '1', `${ID}-store-1`]);
  const stopped = assertOk(await stage.ktrdr('sandbox list --json', { cwd: sandbox }));
  expect(JSON.parse(stopped.stdout).instances[0]).toMatchObject({ id: ID, state: 'stopped' });
  await stage.docker.removeContainers([`${ID}-store-1`]);
  await elsewhere(expectUnknown);
  await elsewhere(async () => {
    for (const args of ['down --all --yes', 'up --all --no-secrets']) {
      const result = await stage.ktrdr(args, { cwd: sandbox });
      expect(result.output).toMatch(/on this Engine\.[^]*ktrdr--elsewhere was started on another Docker Engine/);
      expect(result.exitCode).toBe(1);
    }
  });
});

test('what was stopped there with down is named, and up --all and down --all have nothing to do', async () => {
  assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd: sandbox }));
  assertOk(await stage.ktrdr('sandbox down', { cwd: sandbox }));
  await elsewhere(async () => {
    for (const args of ['down --all --yes', 'up --all --no-secrets'])
      expect(assertOk(await stage.ktrdr(args, { cwd: sandbox })).output).toMatch(
        /ktrdr--elsewhere is on another Docker Engine, where it was stopped with down\.\nNo instance /,
      );
  });
});

test('once everything is removed, it may start anywhere', async () => {
  assertOk(await stage.ktrdr('sandbox down -v --yes', { cwd: sandbox }));
  await expect(readFile(record)).rejects.toMatchObject({ code: 'ENOENT' });
  assertOk(await stage.ktrdr('sandbox up --no-secrets', { cwd: sandbox }));
  assertOk(await stage.ktrdr('sandbox destroy --yes', { cwd: sandbox }));
  await expect(readFile(record)).rejects.toMatchObject({ code: 'ENOENT' });
});
