import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { composeByName, createDocker } from '@ktrdr/compose-runner';
import { execa } from 'execa';
import { type SecondEngine, startSecondEngine } from '../src/engine/start-second-engine.ts';
import { copyImages } from '../src/images/copy-images.ts';
import { TESTS } from '../src/places.ts';
import type { KtrdrResult } from '../src/run-ktrdr.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { git } from '../src/stage/git.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { type Strike, type StrikingDocker, strikingDocker } from '../src/stage/striking-docker.ts';

// The Engine is killed at every question that a command asks it, before it and in the middle of it, and started again when the command has
// ended. What is said is the cause, and the same command, run again, ends well. Needs root on Linux: the Engine is one of its own.

const ID = 'ktrdr--dies';
/** Seconds into a run of docker, in turn; how far it is by then differs from machine to machine. */
const MOMENTS = [0, 0.1, 0.5];
/** Into what makes, starts and removes containers: all of them. */
const MOMENTS_OF_COMPOSE = [0, 0.3, 0.7, 1.2, 2];

let stage: Stage;
let engine: SecondEngine;
let docker: StrikingDocker;
let clone: string;
let worktree: string;

beforeAll(async () => {
  stage = await setStage('engine-dies');
  engine = await startSecondEngine({
    // Not the stage's, so that its images stay for the next time.
    directory: join(TESTS, 'engine-dies-engine'),
    namespace: 'ktrdr-dies',
    log: (line) => process.stdout.write(`${line}\n`),
  });
  // What an earlier run left that was killed: nobody else is on this Engine.
  await composeByName(ID, createDocker({ env: { ...process.env, ...engine.env } })).down({ volumes: true });
  await copyImages([stage.appImage], engine.env);
  docker = await strikingDocker(join(stage.directory, 'bin'), engine);
  clone = await stage.clone('ktrdr');
  worktree = join(stage.directory, ID);
  await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify(stack(stage.appImage)));
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '-q', '-m', 'a small stack');
  await git(clone, 'push', '-q', 'origin', 'main');
  assertOk(await ktrdr('create', {}));
});
afterAll(async () => {
  await engine.start();
  await before.create();
  try {
    await docker.close();
  } finally {
    await engine.stop();
    await stage.strike();
  }
});

/** Three services, of which each needs the one before it, and a volume. */
function stack(image: string): object {
  const service = { image, command: ['sleep', 'infinity'], init: true, stop_grace_period: '1s' };
  const healthcheck = { test: ['CMD', 'true'], interval: '1s' };
  return {
    services: {
      store: { ...service, healthcheck, volumes: ['data:/data'] },
      front: { ...service, healthcheck, depends_on: { store: { condition: 'service_healthy' } } },
      last: { ...service, restart: 'unless-stopped', depends_on: { front: { condition: 'service_healthy' } } },
    },
    volumes: { data: {} },
  };
}

const COMMANDS = {
  create: 'sandbox create dies',
  up: 'sandbox up --no-secrets',
  down: 'sandbox down',
  destroy: `sandbox destroy --name ${ID} --force --delete-branch`,
} as const;

async function ktrdr(command: keyof typeof COMMANDS, env: Readonly<Record<string, string>>): Promise<KtrdrResult> {
  const cwd = command === 'create' || command === 'destroy' ? clone : worktree;
  return await stage.ktrdr(COMMANDS[command], { cwd, env: { ...engine.env, ...env } });
}

const inStore = async (...command: readonly string[]): Promise<string> =>
  (await execa('docker', ['exec', `${ID}-store-1`, ...command], { env: engine.env })).stdout;

/** Brings the sandbox to where a command is to begin. */
const before = {
  create: async () => {
    const result = await ktrdr('destroy', {});
    if (!/No sandbox .* is registered/.test(result.output)) assertOk(result);
  },
  up: async () => void assertOk(await ktrdr('down', {})),
  down: async () => void assertOk(await ktrdr('up', {})),
  destroy: async () => {
    assertOk(await ktrdr('create', {}));
    assertOk(await ktrdr('up', {}));
  },
} as const;

const NAMED = /Docker Engine (cannot be reached|was restarted)|the Docker Engine/;

/** Lets the Engine die while a command runs, and looks at what it says and at what the command does when it is run again. */
async function survive(command: keyof typeof COMMANDS, strike: Strike): Promise<string | undefined> {
  const result = await ktrdr(command, await docker.arm(strike));
  await docker.struck();
  const call = (await docker.calls())[strike.call - 1];
  await engine.start();
  const wrong: string[] = [];
  if (result.exitCode !== 0 && !NAMED.test(result.stderr)) wrong.push(`does not name the Engine:\n${result.output}`);
  if (/this is a bug|^\s+at .*\.[cm]?[jt]s:/m.test(result.output)) wrong.push(`is no plain refusal:\n${result.output}`);
  const again = await ktrdr(command, {});
  // What was done is not to be done again.
  const isDone = result.exitCode === 0 && /No sandbox .* is registered|already exists/.test(again.output);
  if (again.exitCode !== 0 && !isDone) wrong.push(`does not end well when it is run again:\n${again.output}`);
  return wrong.length === 0
    ? undefined
    : `${command}, ${strike.afterSeconds} s into call ${strike.call} (${call}): ${wrong.join('\n')}`;
}

async function atEveryCall(command: keyof typeof COMMANDS): Promise<string[]> {
  await before[command]();
  assertOk(await ktrdr(command, await docker.arm()));
  const calls = await docker.calls();
  const strikes = calls.flatMap((args, index): Strike[] => {
    const isLong = /compose .*\b(up|create)\b|^container (stop|rm)/.test(args);
    const moments = isLong ? MOMENTS_OF_COMPOSE : [MOMENTS[index % MOMENTS.length] ?? 0];
    return moments.map((afterSeconds) => ({ call: index + 1, afterSeconds }));
  });
  const wrong: string[] = [];
  for (const strike of strikes) {
    await engine.start();
    await before[command]();
    const found = await survive(command, strike);
    if (found !== undefined) wrong.push(found);
    process.stdout.write(found === undefined ? '' : `${found}\n`);
  }
  process.stdout.write(`${command}: the Engine died ${strikes.length} times, at each of ${calls.length} calls\n`);
  return wrong;
}

test('create', async () => {
  expect(await atEveryCall('create')).toEqual([]);
});

test('up: the data survives', async () => {
  assertOk(await ktrdr('up', {}));
  await inStore('sh', '-c', 'echo kept >/data/file');
  expect(await atEveryCall('up')).toEqual([]);
  expect(await inStore('cat', '/data/file')).toBe('kept');
});

test('down', async () => {
  expect(await atEveryCall('down')).toEqual([]);
});

test('an Engine that hangs: status says so when its time is over', async () => {
  await engine.start();
  assertOk(await ktrdr('up', {}));
  await engine.signal('SIGSTOP');
  try {
    const result = await stage.ktrdr('sandbox status', { cwd: worktree, env: engine.env });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/Docker did not answer in time/);
  } finally {
    await engine.signal('SIGCONT');
  }
  expect(assertOk(await stage.ktrdr('sandbox status', { cwd: worktree, env: engine.env })).stdout).toMatch(/running/);
});

test('destroy', async () => {
  assertOk(await ktrdr('destroy', {}));
  expect(await atEveryCall('destroy')).toEqual([]);
});
