import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { E2E } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// An Engine in a virtual machine that has slept: its clock and ours are minutes apart.

const OTHER_CLOCK = pathToFileURL(join(E2E, 'src', 'stage', 'other-clock.mjs')).href;
const MINUTES = 150_000;

let stage: Stage;
let sandbox: string;

beforeAll(async () => {
  stage = await setStage('other-clock');
  sandbox = await stage.clone('clock');
  assertOk(await stage.ktrdr('sandbox init', { cwd: sandbox }));
});
afterAll(async () => await stage.strike());

/** Starts a stack of one container, which nothing probes, by a clock that is so much ahead of the Engine's. */
async function up(command: string, aheadMs: number) {
  const services = { app: { image: stage.appImage, command: ['sh', '-c', command], init: true } };
  await writeFile(join(sandbox, 'docker-compose.sandbox.yml'), JSON.stringify({ services }));
  const env = { NODE_OPTIONS: `--import ${OTHER_CLOCK}`, KTRDR_TEST_CLOCK_AHEAD_MS: String(aheadMs) };
  return await stage.ktrdr('sandbox up --no-secrets --timeout 60', { cwd: sandbox, env });
}

test('what died before the start counts as little where our clock is behind', async () => {
  assertOk(await up('sleep infinity', 0));
  for (let time = 1; time <= 3; time += 1) {
    await stage.docker.command(['restart', '--time', '0', 'ktrdr--clock-app-1']);
  }
  assertOk(await up('sleep infinity', -MINUTES));
});

test('one that has only just been started has not run for minutes where our clock is ahead', async () => {
  const { exitCode, stderr } = await up('sleep 1; exit 3', MINUTES);
  expect(stderr).toMatch(/app exited with code 3 and is not restarted/);
  expect(exitCode).toBe(2);
});
