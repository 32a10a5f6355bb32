import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import * as z from 'zod';
import { E2E, KTRDR } from '../src/places.ts';
import type { Kill } from '../src/harness/kill.ts';
import { type KilledRun, runKilled } from '../src/harness/run-killed.ts';
import type { KtrdrResult } from '../src/run-ktrdr.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { type FakeOp, fakeOp } from '../src/stage/fake-op.ts';
import { fakeUv } from '../src/stage/fake-uv.ts';
import { readDocument } from '../src/stage/read-document.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { watchArguments } from '../src/stage/watch-arguments.ts';

// Real programs in Python (python3 on the PATH), each with a reloader and a server of its own; uv is a stand-in that runs them as uv does.

const PASSWORD = 'canary-db $HOME "double"';
const fields = { db_password: PASSWORD, jwt_secret: 'x'.repeat(32), anthropic_api_key: 'canary-key' };

let stage: Stage;
let clone: string;
let elsewhere: string;
let vault: string;
let op: FakeOp;
let env: Record<string, string>;
let records: string;

beforeAll(async () => {
  stage = await setStage('host-services');
  clone = await stage.clone();
  elsewhere = join(stage.directory, 'elsewhere');
  records = join(stage.home, 'sandbox', 'host-services');
  vault = await mkdtemp(join(tmpdir(), 'vault-'));
  await mkdir(elsewhere);
  op = await fakeOp(vault, { items: [{ title: 'ktrdr-local-prod', fields }] });
  env = { ...op.env, ...fakeUv(vault, op.env['PATH']).env };
  for (const name of ['ib', 'training'])
    await cp(join(E2E, 'fixtures', 'host-service'), join(clone, `${name}-host-service`), { recursive: true });
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
});
afterAll(async () => {
  await host('stop');
  await stage.strike();
  await rm(vault, { recursive: true, force: true });
});
afterEach(async () => {
  for (const name of ['sick', 'deaf', 'broken'])
    for (const service of ['ib', 'training']) await rm(join(clone, `${service}-host-service`, name), { force: true });
  assertOk(await host('stop'));
  expect(await alive()).toEqual([]);
});

async function host(line: string, more: Record<string, string> = {}): Promise<KtrdrResult> {
  return await stage.ktrdr(`local-prod host ${line}`, { cwd: elsewhere, env: { ...env, ...more } });
}

const document = z.object({
  services: z.array(
    z.object({ name: z.string(), state: z.string(), pids: z.array(z.number()), reason: z.nullable(z.string()) }),
  ),
});

/** What `start`, `stop` or `status` print for programs. */
async function services(line: string) {
  return document.parse(readDocument('host-services', assertOk(await host(`${line} --json`)).stdout)).services;
}

/** The processes of host services that live, whoever knows of them. */
async function alive(): Promise<string[]> {
  const { stdout } = await execa('pgrep', ['--full', `${clone}/[a-z]*-host-service/main.py`], { reject: false });
  return stdout.split('\n').filter((pid) => pid !== '');
}

const say = async (service: string, what: string): Promise<void> =>
  await writeFile(join(clone, `${service}-host-service`, what), '');
const get = async (port: number, path: string): Promise<string> =>
  await (await fetch(`http://127.0.0.1:${port}${path}`)).text();

test('both start from any directory, with what they need; no argument, no file and no output has a secret', async () => {
  const stopWatching = watchArguments();
  const started = assertOk(await host('start'));
  expect(started.stdout).toMatch(
    /✓ ib is running \(pid \d+\): http:\/\/localhost:5001\n✓ training is running \(pid \d+\)/,
  );
  const environment = z.record(z.string(), z.string()).parse(JSON.parse(await get(5002, '/environment')));
  const models = join(stage.home, 'shared', 'models');
  expect(environment).toMatchObject({
    PYTHONPATH: clone,
    KTRDR_DB_PASSWORD: PASSWORD,
    ANTHROPIC_API_KEY: 'canary-key',
    KTRDR_DB_HOST: 'localhost',
    KTRDR_DB_PORT: '5432',
    KTRDR_DB_NAME: 'ktrdr',
    KTRDR_DB_USER: 'ktrdr',
    KTRDR_DATA_DIR: join(stage.home, 'shared', 'data'),
    KTRDR_MODELS_DIR: models,
    KTRDR_DATA_MODELS_DIR: models,
    MODELS_DIR: models,
    KTRDR_STRATEGIES_DIR: join(stage.home, 'shared', 'strategies'),
    WORKER_PORT: '5002',
  });
  expect(environment).not.toHaveProperty('JWT_SECRET');
  const calls = (await readFile(join(vault, 'uv-calls'), 'utf8')).split('\n').filter((call) => call.includes(' run '));
  expect(calls.toSorted()).toEqual([
    `${clone}/ib-host-service run python ${clone}/ib-host-service/main.py`,
    `${clone}/training-host-service run --extra ml python ${clone}/training-host-service/main.py`,
  ]);

  const before = await services('status');
  expect(before).toMatchObject([{ state: 'running' }, { state: 'running' }]);
  expect(await services('start')).toEqual(before);
  expect(await op.calls()).toHaveLength(1);
  expect((await host('status')).stdout).toMatch(/ib +5001 +running +pid \d+ +just now/);
  for (const list of await stopWatching()) expect(list).not.toContain('canary');
  for (const name of await readdir(records))
    expect(await readFile(join(records, name), 'utf8')).not.toContain('canary');
});

test('logs show what they wrote since their start, without secrets, and follow until they have ended', async () => {
  assertOk(await host('start'));
  const following = host('logs ib --follow');
  await get(5001, '/leak');
  const shown = await host('logs');
  expect(shown.stdout).toMatch(/ib +\| Started server process/);
  expect(shown.stdout).toContain('the password is [redacted]');
  expect(shown.stdout).toMatch(
    new RegExp(`training +\\| Started server process \\d+ in ${clone}/training-host-service`),
  );
  const last = await host('logs ib --tail 2 --json');
  const lines = last.stdout.split('\n').map((line) => readDocument('host-log-line', line));
  expect(lines).toMatchObject([{ service: 'ib', message: 'the password is [redacted]' }, {}]);
  assertOk(await host('stop'));
  expect(assertOk(await following).output).toMatch(/Started server[^]*the password is \[redacted\]/);
  // Nobody knows of secrets now, and it is said.
  expect((await host('logs ib')).output).toContain('The secrets of ib are unknown');
  await host('start ib');
  expect((await host('logs ib')).stdout).not.toContain('the password');
});

test('two starts at once are one, and so is what they give', async () => {
  const [one, other] = await Promise.all([services('start ib'), services('start ib')]);
  expect(one.map(({ pids }) => pids[0])).toEqual(other.map(({ pids }) => pids[0]));
  expect(one[0]?.pids).toHaveLength(await alive().then(({ length }) => length));
});

test('a start that is killed at any step leaves nothing that is not known', async () => {
  const { steps } = await start();
  assertOk(await host('stop ib'));
  const [first, last] = [steps.findIndex((step) => step.includes('/ib.')), steps.length];
  expect(steps.slice(first).some((step) => step.startsWith('spawn /bin/sh'))).toBe(true);
  const known: (number | undefined)[] = [];
  for (let step = first + 1; step <= last; step += 1) {
    for (const moment of ['before', steps[step - 1]?.startsWith('spawn') === true ? 'during' : 'after'] as const) {
      await start({ signal: 'SIGKILL', target: 'process', at: { step, moment } });
      // What was held back ends when it sees that nobody lets it go.
      await sleep(300);
      const [ib] = await services('status ib');
      expect({ step, moment, pids: ib?.pids.map(String).toSorted() }).toEqual({
        step,
        moment,
        pids: (await processesOfGroup()).toSorted(),
      });
      known.push(ib?.pids.length);
      assertOk(await host('stop ib'));
      expect(await alive()).toEqual([]);
    }
  }
  expect(known).toContain(0);
}, 180_000);

/** Starts a service, and kills the command at a step. */
async function start(kill?: Kill): Promise<KilledRun> {
  return await runKilled({
    args: ['local-prod', 'host', 'start', 'ib', '--no-secrets'],
    cwd: elsewhere,
    env: { ...stage.environment(), ...env },
    steps: join(stage.directory, 'steps'),
    kill,
  });
}

/** The processes that have the mark of a host service in their environment. */
async function processesOfGroup(): Promise<string[]> {
  const found = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name))
      .map(async (pid) => {
        const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '');
        return /\0KTRDR_HOST_SERVICE=/.test(environ) && environ.includes(stage.home) ? [pid] : [];
      }),
  );
  return found.flat();
}

describe('stop', () => {
  test('ends the server too, also where what has started it was killed alone', async () => {
    const [ib] = await services('start ib');
    const [leader = 0, ...others] = ib?.pids.toSorted((one, two) => one - two) ?? [];
    expect(others.length).toBeGreaterThan(1);
    process.kill(leader, 'SIGKILL');
    expect(await services('status ib')).toMatchObject([{ state: 'running', pids: others }]);
    expect((await host('stop ib')).stdout).toMatch(/✓ ib is stopped/);
    expect(await alive()).toEqual([]);
    expect((await host('stop ib')).stdout).toMatch(/✓ ib is not running/);
  });

  test('kills what does not listen', async () => {
    await say('ib', 'deaf');
    assertOk(await host('start ib'));
    expect((await host('stop ib')).stdout).toMatch(/did not end on its own and was killed/);
    expect(await alive()).toEqual([]);
  }, 60_000);

  test('leaves a process alone that has its pid by now', async () => {
    await services('start ib');
    await host('stop ib');
    const other = spawn('sleep', ['600'], { detached: true });
    await once(other, 'spawn');
    try {
      const record = { version: 1, pid: other.pid, startedAt: 'earlier', mark: 'x', since: '2026-01-02T03:04:05.000Z' };
      await writeFile(join(records, 'ib.json'), JSON.stringify(record));
      expect(await services('status ib')).toMatchObject([{ state: 'ended', pids: [] }]);
      expect((await host('stop ib')).stdout).toMatch(/ib is not running/);
      expect(isAlive(other)).toBe(true);
    } finally {
      other.kill('SIGKILL');
    }
  });
});

function isAlive({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

describe('what cannot start', () => {
  test('because it fails: the reason, its last lines without secrets, and the way to more', async () => {
    await say('training', 'broken');
    const { exitCode, stderr } = await host('start');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(
      /training is not healthy: it has ended[^]*cannot connect with \[redacted\][^]*host logs training/,
    );
    expect(await services('status')).toMatchObject([{ state: 'running' }, { state: 'ended', pids: [] }]);
  });

  test('in time: it goes on, and is said to be unhealthy', async () => {
    await say('ib', 'sick');
    const { exitCode, stderr } = await host('start ib --timeout 2');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/not within 2 s: http:\/\/127\.0\.0\.1:5001\/health answers 503[^]*It is still running/);
    expect(await services('status ib')).toMatchObject([{ state: 'unhealthy', reason: expect.stringContaining('503') }]);
  });

  test('before somebody presses Ctrl-C: it goes on, which is said', async () => {
    await say('ib', 'sick');
    const args = [KTRDR, 'local-prod', 'host', 'start', 'ib'];
    const starting = execa(process.execPath, args, {
      cwd: elsewhere,
      env: { ...stage.environment(), ...env },
      reject: false,
    });
    while ((await services('status ib'))[0]?.reason?.includes('503') !== true) await sleep(200);
    starting.kill('SIGINT');
    const { exitCode, stderr } = await starting;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(/already started: ib\n.*host status\n.*host stop/);
    expect(await services('status ib')).toMatchObject([{ state: 'unhealthy' }]);
  });

  test('where KTRDR_CONFINE keeps this from local-prod, and neither can it be stopped or looked into', async () => {
    for (const line of ['start', 'stop', 'status', 'logs']) {
      const { exitCode, stderr } = await host(line, { KTRDR_CONFINE: 'feat-x' });
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('CONFINED') });
    }
  });

  test('because somebody else has its port: exit 3, who it is, and op is asked for nothing twice', async () => {
    const server = createServer((_, response) => response.end('{}')).listen(5001, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { exitCode, stderr } = await host('start ib');
      expect(exitCode).toBe(3);
      expect(stderr).toContain(`ib cannot start: port 5001 (ib) is held by process`);
      expect(stderr).toContain(`(pid ${process.pid})`);
      expect(await services('status ib')).toMatchObject([
        { state: 'stopped', reason: expect.stringContaining('5001') },
      ]);
    } finally {
      server.close();
    }
  });

  test('without uv, without its program, without an item, of a name that is none', async () => {
    const asked = (await op.calls()).length;
    const bin = join(stage.directory, 'bin');
    await mkdir(bin);
    for (const program of ['git', 'flock', 'node']) {
      const { stdout } = await execa('which', [program]);
      await execa('ln', ['--symbolic', stdout, join(bin, program)]);
    }
    expect((await host('start ib', { PATH: bin })).stderr).toMatch(/uv is not installed[^]*docs\.astral\.sh/);
    await rm(join(clone, 'training-host-service'), { recursive: true });
    expect((await host('start')).stderr).toMatch(
      /there is no .*training-host-service\/main\.py[^]*HOST_SERVICE_MISSING/,
    );
    expect((await op.calls()).length).toBe(asked);
    const { exitCode, stderr } = await host('start ib', { FAKE_OP_SCENARIO: '' });
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/Nothing was started\. .*ktrdr local-prod host start --no-secrets/);
    expect((await host('start nonsense')).stderr).toMatch(/Allowed choices are ib, training/);
    assertOk(await host('start ib --no-secrets'));
    expect(await get(5001, '/environment')).not.toContain('KTRDR_DB_PASSWORD');
  });
});

test('down says that they go on; destroy waits for their stop', async () => {
  assertOk(await host('start ib'));
  const down = await stage.ktrdr('local-prod down', { cwd: clone });
  expect(down.output).toMatch(
    /Its host services keep running: ib \(pid \d+\)\. To stop them: ktrdr local-prod host stop/,
  );
  for (const line of ['local-prod destroy --dry-run', 'local-prod destroy --yes', 'destroy ktrdr-prod --yes']) {
    const { exitCode, stderr } = await stage.ktrdr(line, { cwd: elsewhere });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /are running, with its database: ib \(pid [^]*ktrdr local-prod host stop[^]*HOST_SERVICE_RUNS/,
    );
  }
});
