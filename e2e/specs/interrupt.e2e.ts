import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { fakeOp } from '../src/stage/fake-op.ts';
import { git } from '../src/stage/git.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// Ctrl-C at any step: 130 at once, and a state that the next command understands.

let stage: Stage;
let clone: string;
let vault: string;

beforeAll(async () => {
  stage = await setStage('interrupt');
  clone = await stage.clone();
  vault = await mkdtemp(join(tmpdir(), 'vault-'));
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
});
afterAll(async () => {
  await stage.strike();
  await rm(vault, { recursive: true, force: true });
});
afterEach(async () => {
  assertOk(await stage.ktrdr('local-prod down --volumes --yes', { cwd: clone }));
  await git(clone, 'checkout', '-q', '.');
  await git(clone, 'clean', '-fdq');
});

/** Runs a command, interrupts it as soon as a condition holds, and gives its end with the milliseconds until then. */
async function interrupt(
  args: string,
  when: (output: string) => Promise<boolean> | boolean,
  env: Readonly<Record<string, string>> = {},
) {
  const child = execa(process.execPath, [KTRDR, ...args.split(' ')], {
    cwd: clone,
    env: { ...stage.environment(), ...env },
    extendEnv: false,
    reject: false,
    all: true,
    // Its own group, so that the signal can go to all of it, as a terminal sends it.
    detached: true,
  });
  let output = '';
  child.all.on('data', (chunk: Buffer) => (output += chunk.toString()));
  while (!(await when(output))) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode} before it was interrupted:\n${output}`);
    await sleep(20);
  }
  const begin = performance.now();
  process.kill(-(child.pid ?? 0), 'SIGINT');
  const result = await child;
  const milliseconds = Math.round(performance.now() - begin);
  process.stdout.write(`Ctrl-C in ${args}: ${milliseconds} ms\n`);
  return { exitCode: result.exitCode, output, milliseconds };
}

const running = async (): Promise<boolean> =>
  (await stage.docker.containers('ktrdr-prod')).some(({ state }) => state === 'running');
const compose = async (store: object) =>
  await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify({ services: { store } }));

/** Starts a stack whose process 1 ignores SIGTERM: stopping it takes the grace period. */
async function startStubborn(): Promise<void> {
  const command = ['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'];
  await compose({ image: stage.appImage, command, stop_grace_period: '20s' });
  assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: clone }));
}

const processes = async (): Promise<string> =>
  (await execa('docker', ['top', 'ktrdr-prod-backend-1', '-eo', 'pid,args'], { reject: false })).stdout;

describe('Ctrl-C', () => {
  test('while 1Password is asked: nothing was started', async () => {
    const op = await fakeOp(vault, { items: [], delayMs: 60_000 });
    const asked = async (): Promise<boolean> => (await op.calls()).length > 0;
    const result = await interrupt('local-prod up', asked, op.env);
    expect(result.exitCode).toBe(130);
    expect(result.output).toMatch(/interrupted/i);
    expect(result.output).not.toMatch(/containers/i);
    expect(await stage.docker.containers('ktrdr-prod')).toEqual([]);
  });

  test('while an image is built: the next start builds it', async () => {
    const build = { dockerfile_inline: `FROM ${stage.appImage}\nRUN sleep 20` };
    await compose({ build, command: ['sleep', 'infinity'], init: true });
    const result = await interrupt('local-prod up --no-secrets', (output) => output.includes('RUN sleep'));
    expect(result.exitCode).toBe(130);
    await compose({
      build: { dockerfile_inline: `FROM ${stage.appImage}` },
      command: ['sleep', 'infinity'],
      init: true,
    });
    assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: clone }));
  });

  test('while the gate waits: containers stay, and the way to stop them is named', async () => {
    await compose({
      image: stage.appImage,
      command: ['sleep', 'infinity'],
      init: true,
      healthcheck: { test: ['CMD', 'false'] },
    });
    const result = await interrupt('local-prod up --no-secrets', running);
    expect(result.exitCode).toBe(130);
    expect(result.output).toMatch(/containers stay as they are.*ktrdr down ktrdr-prod/i);
    expect(await running()).toBe(true);
  });

  test('a start that is killed while migrations run: the next one waits for them', async () => {
    const migration = join(clone, 'alembic', 'versions', '0001_create_strategies.py');
    const text = await readFile(migration, 'utf8');
    await writeFile(migration, text.replace(/def upgrade\(\).*:\n/, '$&    __import__("time").sleep(20)\n'));
    const child = execa(process.execPath, [KTRDR, 'local-prod', 'up', '--no-secrets'], {
      cwd: clone,
      env: stage.environment(),
      extendEnv: false,
      reject: false,
    });
    while (!(await processes()).includes('alembic upgrade')) {
      if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode} before its migrations`);
      await sleep(50);
    }
    child.kill('SIGKILL');
    await child;
    expect(await processes()).toMatch(/alembic upgrade/);
    assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: clone }));
    expect(await processes()).not.toMatch(/alembic upgrade/);
  });

  test('while containers are stopped: the next down finishes', async () => {
    await startStubborn();
    const result = await interrupt('local-prod down', (output) => output.includes('Stopping'));
    expect(result.exitCode).toBe(130);
    await execa('docker', ['kill', 'ktrdr-prod-store-1'], { reject: false });
    assertOk(await stage.ktrdr('local-prod down', { cwd: clone }));
    expect(await stage.docker.containers('ktrdr-prod')).toEqual([]);
  });

  test('while logs are followed: that is how it ends, with 0', async () => {
    await compose({
      image: stage.appImage,
      command: ['sh', '-c', 'while :; do echo tick; sleep 0.2; done'],
      init: true,
    });
    assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: clone }));
    const result = await interrupt('local-prod logs -f', (output) => output.includes('tick'));
    expect(result.exitCode).toBe(0);
  });

  test('while destroy removes things: the next destroy finishes', async () => {
    await startStubborn();
    const result = await interrupt('local-prod destroy --force', (output) => output.includes('Destroying'));
    expect(result.exitCode).toBe(130);
    await execa('docker', ['kill', 'ktrdr-prod-store-1'], { reject: false });
    assertOk(await stage.ktrdr('local-prod destroy --force', { cwd: clone }));
    assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
  });
});
