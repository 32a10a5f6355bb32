import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';

// A killed `up` leaves a `docker` command at work. No other command of ours works beside it.

const SETTLED_MS = 3_000;

let stage: Stage;
let clone: string;
let registry: Server;

beforeAll(async () => {
  stage = await setStage('left-behind');
  clone = await stage.clone();
  // A registry that says that it is one, and no more.
  registry = createServer(({ url }, response) => {
    if (url === '/v2/') response.end('{}');
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  registry.closeAllConnections();
  registry.close();
  await stage.strike();
});
beforeEach(async () => {
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
});
afterEach(async () => {
  for (const { pid } of await atWork()) process.kill(pid, 'SIGKILL');
  await stage.ktrdr('local-prod destroy --force', { cwd: clone });
});

const compose = async (services: object) =>
  await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify({ services }));

const image = (): string => {
  const address = registry.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : ''}/never:1`;
};

/** The `docker` commands that work on the clone: others may be at work on this machine. */
async function atWork(): Promise<{ pid: number; args: string }[]> {
  const { stdout } = await execa('ps', ['-ww', '-eo', 'pid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, args = ''] = /^\s*(\d+) (docker .*)$/.exec(line) ?? [];
    const isOurs = args.includes(` ${image()}`) || (args.includes(` ${clone} `) && / (?:up|build)\b/.test(args));
    return isOurs ? [{ pid: Number(pid), args }] : [];
  });
}

/** Starts a command; `output` grows. */
function begin(args: string) {
  const child = execa(process.execPath, [KTRDR, ...args.split(' ')], {
    cwd: clone,
    env: stage.environment(),
    extendEnv: false,
    reject: false,
    all: true,
  });
  let output = '';
  child.all.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    child,
    output: () => output,
    async until(condition: () => Promise<boolean> | boolean): Promise<void> {
      while (!(await condition())) {
        if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}:\n${output}`);
        await sleep(50);
      }
    },
  };
}

/** Kills an `up` once its `docker` command is at work, which goes on. */
async function killedUp(when: (output: string) => Promise<boolean> | boolean): Promise<void> {
  const up = begin('local-prod up --no-secrets');
  await up.until(async () => await when(up.output()));
  up.child.kill('SIGKILL');
  await up.child;
  expect(await atWork()).toHaveLength(1);
}

/** Compose has said all that it has to say until then: what it wrote to nobody would end it. */
const isWaiting = async (): Promise<boolean> => {
  const containers = await stage.docker.containers('ktrdr-prod');
  return containers.some(
    ({ service, startedAt = Infinity }) => service === 'store' && startedAt < Date.now() - SETTLED_MS,
  );
};
/** Lets Compose come to its end. */
const release = async () => await execa('docker', ['exec', 'ktrdr-prod-store-1', 'touch', '/tmp/well']);

describe('while Compose waits for a service', () => {
  beforeEach(async () => {
    const service = { image: stage.appImage, command: ['sleep', 'infinity'], init: true };
    const healthcheck = { test: ['CMD', 'test', '-e', '/tmp/well'], interval: '1s', start_period: '600s' };
    const after = { ...service, depends_on: { store: { condition: 'service_healthy' } } };
    await compose({ store: { ...service, healthcheck }, after });
    await killedUp(isWaiting);
  });

  test.each(['local-prod up --no-secrets', 'local-prod destroy --force', 'local-prod down --volumes --yes'])(
    '%s waits for it, says so, and goes on',
    async (args) => {
      const next = begin(args);
      await next.until(() => next.output().includes('Waiting for docker compose up'));
      expect(next.output()).toMatch(/process \d+\), which an earlier "ktrdr local-prod up" left running/);
      expect(await atWork()).toHaveLength(1);
      await release();
      expect(await next.child).toMatchObject({ exitCode: 0 });
      expect(await atWork()).toEqual([]);
    },
  );

  test('down ends it', async () => {
    const result = assertOk(await stage.ktrdr('local-prod down', { cwd: clone }));
    expect(result.output).toMatch(/Ending docker compose up \(process \d+\)/);
    expect(await atWork()).toEqual([]);
    expect(await stage.docker.containers('ktrdr-prod')).toEqual([]);
  });

  test('an up that has had its time refuses, and names how to end it', async () => {
    const result = await stage.ktrdr('local-prod up --no-secrets --timeout 2', { cwd: clone });
    expect(result.exitCode).toBe(1);
    const [, pid = ''] = /kill -INT (\d+)/.exec(result.stderr) ?? [];
    expect(await atWork()).toHaveLength(1);
    process.kill(Number(pid), 'SIGINT');
    assertOk(await stage.ktrdr('local-prod down', { cwd: clone }));
  });

  test('Ctrl-C ends the wait alone', async () => {
    const next = begin('local-prod up --no-secrets');
    await next.until(() => next.output().includes('Waiting for docker compose up'));
    next.child.kill('SIGINT');
    expect(await next.child).toMatchObject({ exitCode: 130 });
    expect(await atWork()).toHaveLength(1);
  });
});

test('while an image is built: the next up waits for that', async () => {
  const build = { dockerfile_inline: `FROM ${stage.appImage}\nRUN sleep 8 && echo ${Date.now()}` };
  await compose({ store: { build, command: ['sleep', 'infinity'], init: true } });
  await killedUp((output) => output.includes('RUN sleep'));
  const result = assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: clone }));
  expect(result.output).toMatch(/Waiting for docker compose build \(process \d+\)/);
});

test('while an image is pulled: down ends that', async () => {
  await compose({ store: { image: image() } });
  await killedUp(async () => (await atWork()).some(({ args }) => args.startsWith('docker pull ')));
  const result = assertOk(await stage.ktrdr('local-prod down', { cwd: clone }));
  expect(result.output).toMatch(/Ending docker pull \(process \d+\)/);
  expect(await atWork()).toEqual([]);
});
