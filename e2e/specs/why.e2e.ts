import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Container } from '@ktrdr/compose-runner';
import { execa } from 'execa';
import * as z from 'zod';
import { KTRDR } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { countedEngine } from '../src/stage/counted-engine.ts';
import { makeMemoryGroup, memoryGroupsMissing } from '../src/stage/memory-group.ts';
import { startEngineProxy } from '../src/stage/engine-proxy.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { socketOfEngine } from '../src/stage/socket-of-engine.ts';
import { wherePossible } from '../src/stage/where-possible.ts';

// Why an instance is not as it should be, made to happen as a person would.

let stage: Stage;
let clone: string;
let sandbox: string;
const ID = 'ktrdr--why';

const explanation = z.object({
  schemaVersion: z.literal(1),
  id: z.string(),
  state: z.string(),
  causes: z.array(
    z.object({
      code: z.string(),
      service: z.nullable(z.string()),
      summary: z.string(),
      evidence: z.array(z.object({ kind: z.string(), text: z.string() })),
      consequences: z.array(z.object({ code: z.string(), service: z.nullable(z.string()), summary: z.string() })),
      fix: z.nullable(z.string()),
    }),
  ),
  up: z.string(),
  unknown: z.array(z.string()),
});
type Explanation = z.infer<typeof explanation>;

/** Takes some seconds to upgrade. */
const SLOW_MIGRATION = `import time

revision = '0009'
down_revision = '0001'


def upgrade():
    time.sleep(8)


def downgrade():
    pass
`;

beforeAll(async () => {
  stage = await setStage('why');
  clone = await stage.clone('ktrdr');
  assertOk(await stage.ktrdr('sandbox create why', { cwd: clone }));
  sandbox = join(stage.directory, ID);
});
afterAll(async () => await stage.strike());

const docker = async (...args: string[]) => await execa('docker', args);
/** Of the database, without telling anybody. @param password for the shell of its container */
async function changePassword(password: string): Promise<void> {
  const query = `psql -U "$POSTGRES_USER" -d "$POSTGRES_DB" -c "ALTER USER CURRENT_USER PASSWORD '${password}'"`;
  await docker('exec', `${ID}-db-1`, 'sh', '-c', query);
}

const up = async (args = '') => await stage.ktrdr(`sandbox up --no-secrets ${args}`.trim(), { cwd: sandbox });
const said = async () => await stage.ktrdr('why', { cwd: sandbox });

async function why(env: Record<string, string> = {}): Promise<Explanation> {
  const result = await stage.ktrdr(`why ${ID} --json`, { cwd: stage.directory, env });
  assertOk(result);
  return explanation.parse(JSON.parse(result.stdout));
}

const short = ({ code, service }: { readonly code: string; readonly service: string | null }): string =>
  service === null ? code : `${code} ${service}`;

/** What `why` finds once the workers have registered: on a busy machine one comes late, and the next look sees it. */
async function whyCalm(): Promise<Explanation> {
  for (;;) {
    const found = await why();
    if (!found.causes.some(({ code }) => code === 'WORKER_UNREGISTERED')) return found;
    await sleep(200);
  }
}

/** Causes with what follows from them, in short. */
async function causes(): Promise<Record<string, string[]>> {
  const found = (await why()).causes;
  return Object.fromEntries(found.map((one) => [short(one), one.consequences.map(short).toSorted()]));
}

/** What was asked more often than that. */
const tooMany = (counted: Record<string, number>, most: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counted).filter(([kind, count]) => count > (most[kind] ?? 0)));
/** How often the Engine is asked what, by an explanation. */
const questionsOf = async (expected: readonly string[]): Promise<Record<string, number>> => {
  const engine = await countedEngine(stage.directory, await socketOfEngine());
  try {
    expect((await why(engine.env)).causes.map(({ code }) => code)).toEqual(expected);
  } finally {
    await engine.close();
  }
  const counted: Record<string, number> = {};
  for (const question of engine.questions) {
    const kind = question.replace(/[0-9a-f]{64}/, '{id}');
    counted[kind] = (counted[kind] ?? 0) + 1;
  }
  process.stdout.write(`why of ten containers (${expected.join() || 'well'}): ${JSON.stringify(counted)}\n`);
  return counted;
};

describe('before it runs', () => {
  test('nothing is wrong with one that was never started', async () => {
    expect(await why()).toMatchObject({ id: ID, state: 'stopped', causes: [], unknown: [] });
    expect((await said()).stdout).toBe(`${ID} stopped, and nothing is wrong with it. To start it: ktrdr up ${ID}`);
  });

  test('a port that somebody else has, and the start that failed for it', async () => {
    const server: Server = createServer().listen(8001, '0.0.0.0');
    await once(server, 'listening');
    try {
      expect((await up()).exitCode).toBe(3);
      expect(await causes()).toEqual({ 'PORT_TAKEN backend': [] });
      expect((await why()).causes[0]).toMatchObject({
        summary: expect.stringMatching(/port 8001: .* held by process/),
      });
    } finally {
      server.close();
    }
    // The port is free again; why it did not start is known all the same.
    expect(await causes()).toEqual({ LAST_START: [] });
    expect((await said()).stdout).toMatch(/Its last start, at \S+, failed: ktrdr--why cannot start: port 8001/);
  });

  test('an Engine that cannot be reached, and one that does not answer', async () => {
    const away = await why({ DOCKER_HOST: `unix://${join(stage.directory, 'away.sock')}` });
    expect(away).toMatchObject({ state: 'unknown', causes: [{ code: 'ENGINE' }, { code: 'LAST_START' }] });
    const socket = join(stage.directory, 'silent.sock');
    const silent = createServer(() => {}).listen(socket);
    await once(silent, 'listening');
    try {
      const hung = await why({ DOCKER_HOST: `unix://${socket}` });
      expect(hung).toMatchObject({
        state: 'unknown',
        causes: [{ code: 'ENGINE', summary: expect.stringMatching(/within 5 s/) }, {}],
      });
    } finally {
      silent.close();
    }
  });
});

describe('while it should run', () => {
  beforeAll(async () => assertOk(await up()));

  test('nothing is wrong: one line', async () => {
    expect(await why()).toMatchObject({ state: 'running', causes: [], unknown: [] });
    expect((await said()).stdout).toBe(`${ID} running, and nothing is wrong with it.`);
  });

  test('of ten containers with few questions: each once, and once for each container what only it tells', async () => {
    expect(await stage.docker.containers(ID)).toHaveLength(10);
    const running = {
      'GET /containers/json': 1,
      'GET /containers/{id}/json': 10,
      'GET /containers/{id}/top': 1,
      'GET /events': 1,
      // Once more where the others took long.
      'GET /info': 3,
      'POST /containers/{id}/exec': 1,
      'POST /exec/{id}/start': 1,
      'GET /exec/{id}/json': 1,
    };
    expect(tooMany(await questionsOf([]), running)).toEqual({});
    await docker('kill', `${ID}-training-worker-1-1`);
    const ill = {
      ...running,
      // Who has its ports.
      'GET /containers/json': 2,
      'GET /containers/{id}/logs': 1,
      // For what must not be shown of what they wrote.
      'GET /containers/{id}/archive': 10,
    };
    const recorded = await questionsOf(['KILLED']);
    expect(tooMany(await questionsOf(['KILLED']), ill)).toEqual({});
    // The first time, behind the answer.
    const withRecord = {
      ...ill,
      'GET /containers/json': 3,
      'GET /containers/{id}/json': 30,
      'GET /containers/{id}/logs': 11,
      'GET /containers/{id}/archive': 20,
      'GET /events': 2,
      'GET /info': 6,
      'GET /version': 1,
    };
    expect(tooMany(recorded, withRecord)).toEqual({});
    assertOk(await up());
  });

  test.each([
    // Between the list of its containers and what they are, and when all of that is known.
    ['GET', 'unknown', ['its containers', 'what holds its ports', 'how full the disks are']],
    ['POST', 'running', ['what is going on in its containers']],
  ])('an Engine that hangs in the middle: %s', async (method, state, unknown) => {
    const at = join(stage.directory, `${method}.sock`);
    let isHung = false;
    let hasSaidWhoItIs = false;
    const engine = await startEngineProxy({
      socket: await socketOfEngine(),
      at,
      async onQuestion(question) {
        isHung ||= question.startsWith(`${method} /containers/`) && question !== 'GET /containers/json';
        const isWhoItIs = question === 'GET /info' && !hasSaidWhoItIs;
        hasSaidWhoItIs ||= isWhoItIs;
        if (isHung && !isWhoItIs) await new Promise(() => {});
      },
    });
    try {
      const found = await why({ DOCKER_HOST: `unix://${at}` });
      // Nobody is blamed for it who was to answer through it.
      expect(found).toMatchObject({ state, causes: [] });
      expect(found.unknown).toEqual(
        expect.arrayContaining(unknown.map((what) => expect.stringMatching(new RegExp(`^${what}: The Docker Engine`)))),
      );
      // Of a time that all questions have together.
      expect(found.unknown.at(-1)).toMatch(/has not answered in time$/);
    } finally {
      await engine.close();
    }
  });

  test('a worker that was killed', async () => {
    await docker('kill', `${ID}-training-worker-1-1`);
    expect(await causes()).toEqual({ 'KILLED training-worker-1': [] });
    expect((await why()).causes[0]).toMatchObject({
      evidence: expect.arrayContaining([{ kind: 'found', text: 'docker was told to end it' }]),
      fix: `ktrdr up ${ID} --no-secrets`,
    });
    // What was found is kept, once.
    const { records } = JSON.parse((await stage.ktrdr(`records ${ID} --json`, { cwd: '/' })).stdout);
    expect(records).toMatchObject([
      { occasion: 'why', causes: ['KILLED'], summary: expect.stringMatching(/^training-worker-1 /) },
      { occasion: 'why', causes: ['ENGINE', 'LAST_START'] },
      {},
      {},
      {},
    ]);
    assertOk(await up());
  });

  test('status and doctor judge as why does', async () => {
    await docker('kill', `${ID}-db-1`);
    const [cause] = (await why()).causes;
    expect(cause).toMatchObject({ code: 'KILLED', service: 'db' });
    const shown = await stage.ktrdr('status --check', { cwd: sandbox });
    expect(shown.exitCode).toBe(2);
    expect(shown.stdout).toMatch(/^ {2}db .*✗ ended with code 137 \(KILLED\)$/m);
    expect(shown.stdout.trim().split('\n').at(-1)).toMatch(
      /^Something is wrong: db KILLED\. To see why: ktrdr why ktrdr--why\./,
    );
    expect((await stage.ktrdr('doctor', { cwd: stage.directory })).stdout).toMatch(/db ended with code 137 \(KILLED\)/);
    assertOk(await up());
  });

  test('a start that fails has the same codes, and says where more is', async () => {
    await changePassword('other');
    const failed = await up('--timeout 5');
    expect(failed.exitCode).toBe(2);
    expect(failed.stderr).toMatch(/^db .* \(DATABASE_PASSWORD\)$/m);
    expect(failed.stderr).toMatch(/To see the causes: ktrdr why ktrdr--why\./);
    await changePassword('$POSTGRES_PASSWORD');
    assertOk(await up());
  });

  test('to wait for it: what is so already, what comes, and what does not', async () => {
    const wait = async (args: string) => await stage.ktrdr(`wait ${ID} ${args}`.trim(), { cwd: stage.directory });
    expect(await wait('')).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/✓ ktrdr--why is ready/) });
    assertOk(await wait('--for healthy:db --timeout 10s'));
    const nobody = await wait('--for healthy:backnd');
    expect(nobody.exitCode).toBe(1);
    expect(nobody.stderr).toMatch(/Did you mean backend\?/);

    await docker('stop', `${ID}-training-worker-1-1`);
    const late = await wait('--timeout 1s');
    expect(late.exitCode).toBe(2);
    expect(late.stdout).toMatch(
      /ktrdr--why is still not ready \([\s\S]*training-worker-1 ended with code .*\(EXITED\)/,
    );
    const ofOne = await wait('--for healthy:training-worker-1 --timeout 1s --json');
    expect(ofOne.exitCode).toBe(2);
    const { causes: found, state } = await why();
    expect(JSON.parse(ofOne.stdout)).toMatchObject({
      reached: false,
      for: 'healthy:training-worker-1',
      state,
      causes: found.map(({ code, service, summary, fix }) => ({ code, service, summary, fix })),
    });
    expect(found.map(short)).toEqual(['EXITED training-worker-1']);
    expect((await wait('--for healthy:training-worker-1 --timeout 0')).stdout).toMatch(
      /training-worker-1 of ktrdr--why is still not healthy \([\s\S]*\(EXITED\)\n[\s\S]*→ ktrdr up ktrdr--why/,
    );
    // One of the others is as it should be.
    assertOk(await wait('--for healthy:training-worker-2 --timeout 0'));
    const json = await wait('--timeout 0 --json');
    expect(JSON.parse(json.stdout)).toMatchObject({ reached: false, for: 'ready', causes: [{ code: 'EXITED' }] });

    const waiting = wait('--timeout 1m');
    assertOk(await up());
    expect(await waiting).toMatchObject({ exitCode: 0 });
  });

  test('Ctrl-C ends a wait, and a wait for the end ends with it', async () => {
    const args = [KTRDR, 'wait', ID, '--for', 'stopped'];
    const options = { env: stage.environment(), extendEnv: false, cwd: stage.directory, reject: false } as const;
    const first = execa(process.execPath, args, options);
    await sleep(1_500);
    first.kill('SIGINT');
    expect((await first).exitCode).toBe(130);
    const second = execa(process.execPath, args, options);
    await sleep(500);
    assertOk(await stage.ktrdr(`down ${ID}`, { cwd: stage.directory }));
    expect((await second).exitCode).toBe(0);
    assertOk(await up());
  });

  test('the directory is away while it runs: asked why, the Engine makes nothing there', async () => {
    await rename(sandbox, `${sandbox}-aside`);
    try {
      expect((await why()).causes).toMatchObject([{ code: 'DIRECTORY_MISSING' }]);
      expect(await readdir(stage.directory)).not.toContain(ID);
    } finally {
      await rm(sandbox, { recursive: true, force: true });
      await rename(`${sandbox}-aside`, sandbox);
    }
  });

  test('a container that was removed', async () => {
    await docker('rm', '-f', `${ID}-training-worker-1-1`);
    expect(await causes()).toEqual({ 'NO_CONTAINER training-worker-1': [] });
    assertOk(await up());
  });

  test('a database that somebody has taken off its network: up puts it back', async () => {
    await docker('network', 'disconnect', `${ID}_default`, `${ID}-db-1`);
    expect(await causes()).toEqual({ 'OFF_NETWORK db': ['DATABASE_SILENT db'] });
    expect((await stage.ktrdr('status --check', { cwd: sandbox })).exitCode).toBe(2);
    const put = assertOk(await up());
    // A newer Compose makes its container anew.
    const [major = 0, minor = 0] = (await docker('compose', 'version', '--short')).stdout.split('.').map(Number);
    const isSeenByCompose = major > 2 || minor >= 32;
    expect(put.output.includes('Reconnected to the network that somebody had disconnected them from: db')).toBe(
      !isSeenByCompose,
    );
    expect((await why()).causes).toEqual([]);
  });

  test('a paused backend, and what follows', async () => {
    await docker('pause', `${ID}-backend-1`);
    const found = await causes();
    expect(Object.keys(found)).toEqual(['PAUSED backend']);
    expect(found['PAUSED backend']).toContain('WORKER_UNREGISTERED training-worker-1');
    assertOk(await up());
    expect((await why()).causes).toEqual([]);
  });

  test('a backend that hangs, and a database that does', async () => {
    // Its server is a child of what watches the files.
    const all = async (signal: string) => await docker('exec', `${ID}-backend-1`, 'sh', '-c', `kill -${signal} -1`);
    await all('STOP');
    try {
      const found = await causes();
      expect(Object.keys(found)).toEqual(['BACKEND_SILENT backend']);
      expect(found['BACKEND_SILENT backend']).toContain('WORKER_UNREGISTERED training-worker-1');
    } finally {
      await all('CONT');
    }
    expect((await whyCalm()).causes).toEqual([]);
    await docker('kill', '--signal', 'STOP', `${ID}-db-1`);
    try {
      expect((await why()).causes).toMatchObject([
        { code: 'DATABASE_SILENT', service: 'db', summary: 'runs but does not answer queries' },
      ]);
    } finally {
      await docker('kill', '--signal', 'CONT', `${ID}-db-1`);
    }
    expect((await whyCalm()).causes).toEqual([]);
  });

  test('a stopped database', async () => {
    await docker('stop', `${ID}-db-1`);
    expect(Object.keys(await causes())).toEqual(['EXITED db']);
    assertOk(await up());
  });

  test('a database with another password', async () => {
    await changePassword('other');
    const found = await why();
    expect(found.causes[0]).toMatchObject({ code: 'DATABASE_PASSWORD', service: 'db' });
    expect((await said()).stdout).toMatch(/password authentication failed/);
    // A server that watches its files does not try again by itself.
    await docker('restart', '--time', '0', `${ID}-backend-1`);
    await changePassword('$POSTGRES_PASSWORD');
    const restart = /ktrdr (restart --instance \S+ --no-secrets)/.exec(found.causes[0]?.fix ?? '')?.[1];
    assertOk(await stage.ktrdr(restart ?? '', { cwd: '/' }));
    expect((await whyCalm()).causes).toEqual([]);
  });

  test('a database that was dropped: what a start says at once makes it anew', async () => {
    await docker(
      'exec',
      `${ID}-db-1`,
      'sh',
      '-c',
      'psql -U "$POSTGRES_USER" -d postgres -c "DROP DATABASE \\"$POSTGRES_DB\\" WITH (FORCE)"',
    );
    const [cause] = (await why()).causes;
    expect(cause).toMatchObject({ code: 'DATABASE_MISSING', service: 'db' });
    const failed = await up();
    expect(failed.exitCode).toBe(2);
    expect(failed.stderr).toMatch(
      /^db has no database with the name that its container is configured for \(DATABASE_MISSING\)$/m,
    );
    const make = /create an empty one: (docker exec .*)$/m.exec(cause?.fix ?? '')?.[1];
    await execa('sh', ['-c', make ?? 'false']);
    assertOk(await up());
    expect((await whyCalm()).causes).toEqual([]);
  });

  test('a migration of the checkout that was not made, that is at work, and that is of another branch', async () => {
    const file = join(sandbox, 'alembic', 'versions', '0009_later.py');
    const migration = async (): Promise<void> => await writeFile(file, SLOW_MIGRATION);
    const alembic = ['/app/.venv/bin/alembic'];
    await migration();
    expect((await whyCalm()).causes).toMatchObject([
      { code: 'MIGRATIONS_MISSING', service: 'backend' },
      // What the image has of it is older, too.
      { code: 'IMAGE_OUTDATED', summary: expect.stringMatching(/: alembic has changed since it was built$/) },
    ]);
    const upgrade = docker('exec', `${ID}-backend-1`, ...alembic, 'upgrade', 'head');
    await sleep(2_000);
    expect((await whyCalm()).causes[0]).toMatchObject({ code: 'MIGRATIONS_RUNNING', service: 'backend' });
    await upgrade;
    await rm(file);
    expect((await whyCalm()).causes).toMatchObject([
      { code: 'MIGRATIONS_UNKNOWN', summary: expect.stringMatching(/it has revision 0009, and the newest .* is 0001/) },
    ]);
    await migration();
    await docker('exec', `${ID}-backend-1`, ...alembic, 'downgrade', '0001');
    await rm(file);
    expect((await whyCalm()).causes).toEqual([]);
  });

  test('a migration that fails: what it said, and not only that the database is behind', async () => {
    const file = join(sandbox, 'alembic', 'versions', '0009_later.py');
    await writeFile(file, SLOW_MIGRATION.replace('time.sleep(8)', "raise RuntimeError('no such column: moon')"));
    expect((await up()).exitCode).toBe(2);
    expect((await whyCalm()).causes).toMatchObject([
      {
        code: 'MIGRATIONS_FAILED',
        service: 'backend',
        evidence: [{ text: expect.stringMatching(/RuntimeError: no such column: moon$/) }, {}],
        fix: expect.stringMatching(/^Fix the migration, then: ktrdr up .*\n.*docker exec .*alembic upgrade head$/),
      },
    ]);
    await rm(file);
    assertOk(await up());
    expect((await whyCalm()).causes).toEqual([]);
  });

  test('an image that is older than its Dockerfile, which is only remarked', async () => {
    const file = join(sandbox, 'docker', 'backend', 'Dockerfile.dev');
    const text = await readFile(file, 'utf8');
    await writeFile(file, `${text}\nENV LATER=1\n`);
    expect((await whyCalm()).causes).toMatchObject([
      {
        code: 'IMAGE_OUTDATED',
        service: 'backend',
        summary: expect.stringMatching(/: docker\/backend\/Dockerfile\.dev has changed since it was built$/),
        fix: `ktrdr up ${ID} --no-secrets`,
      },
    ]);
    assertOk(await stage.ktrdr(`wait ${ID} --timeout 0`, { cwd: stage.directory }));
    await writeFile(file, text);
    expect((await whyCalm()).causes).toEqual([]);
  });

  test('all of its containers stopped, as after a restart of the machine', async () => {
    const containers = await stage.docker.containers(ID);
    await docker('stop', ...containers.map(({ name }) => name));
    expect(Object.entries(await causes())).toEqual([['ALL_STOPPED', expect.arrayContaining(['EXITED db'])]]);
  });

  test('a directory that is away', async () => {
    await rename(sandbox, `${sandbox}-aside`);
    try {
      const found = await why();
      expect(found).toMatchObject({ state: 'missing' });
      expect(found.causes[0]).toMatchObject({
        code: 'DIRECTORY_MISSING',
        fix: expect.stringMatching(/sandbox destroy --name/),
      });
      expect(found.causes.map(({ code }) => code)).not.toContain('MOUNT_MISSING');
      // The Engine would make what stopped containers mount, if it was asked for their files.
      await stage.ktrdr('doctor', { cwd: stage.directory });
      expect(await readdir(stage.directory)).not.toContain(ID);
      await rename(await stage.clone('another'), sandbox);
      expect((await why()).causes[0]).toMatchObject({ code: 'DIRECTORY_REPLACED' });
      await rm(sandbox, { recursive: true });
    } finally {
      await rename(`${sandbox}-aside`, sandbox);
    }
  });
});

const idle = (different: object): object => ({
  image: stage.appImage,
  command: ['sleep', 'infinity'],
  init: true,
  ...different,
});

async function start(services: Record<string, object>): Promise<void> {
  await stage.ktrdr('sandbox down -v --yes', { cwd: sandbox });
  await mkdir(join(sandbox, 'here'), { recursive: true });
  await writeFile(join(sandbox, 'docker-compose.sandbox.yml'), JSON.stringify({ services }));
  // By hand: the health check of a container that up starts has not failed for good before ten minutes.
  const compose = ['compose', '-p', ID, '-f', 'docker-compose.sandbox.yml', 'up', '-d'];
  await execa('docker', compose, { cwd: sandbox, reject: false });
}

/** Until every one of them has come to what it will be; how they are where that does not happen. */
async function settled(): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const all = await stage.docker.containers(ID);
    const is = (service: string, check: (container: Container) => boolean): boolean =>
      all.some((one) => one.service === service && check(one));
    if (
      is('loop', ({ restartCount }) => restartCount > 1) &&
      is('greedy', ({ state }) => state === 'exited') &&
      is('denied', ({ state }) => state === 'exited') &&
      is('sick', ({ health }) => health?.status === 'unhealthy') &&
      is('slow', ({ health }) => health?.status === 'unhealthy')
    )
      return;
    if (tries > 100) throw new Error(JSON.stringify(all, undefined, 2));
    await sleep(500);
  }
}

describe('services that cannot run', () => {
  test('crash loops, probes, memory, mounts and who waits', async () => {
    await mkdir(join(sandbox, 'here'));
    await mkdir(join(sandbox, 'closed'), { mode: 0o700 });
    await writeFile(join(sandbox, 'closed', 'settings'), '');
    await start({
      reader: idle({ user: '12345', volumes: ['./closed:/closed'] }),
      denied: idle({
        user: '12345',
        command: ['cat', '/closed/settings'],
        restart: 'no',
        volumes: ['./closed:/closed'],
      }),
      loop: { image: stage.appImage, command: ['sh', '-c', 'echo no such table; exit 3'], restart: 'always' },
      greedy: {
        image: stage.appImage,
        command: ['/app/.venv/bin/python', '-c', 'print("loading", flush=True); bytearray(400_000_000)'],
        mem_limit: '32m',
        memswap_limit: '32m',
        restart: 'no',
      },
      sick: idle({ healthcheck: { test: ['CMD-SHELL', 'echo cannot connect; exit 1'], interval: '1s', retries: 1 } }),
      slow: idle({ healthcheck: { test: ['CMD', 'sleep', '60'], interval: '1s', timeout: '1s', retries: 1 } }),
      mounts: idle({ volumes: ['./here:/here'] }),
      waits: idle({ depends_on: { sick: { condition: 'service_healthy' } } }),
    });
    await rename(join(sandbox, 'here'), join(sandbox, 'gone'));
    await settled();
    const found = await causes();
    expect(found).toMatchObject({
      'CRASH_LOOP loop': [],
      'OUT_OF_MEMORY greedy': [],
      'PROBE_FAILS sick': ['DEPENDENCY waits'],
      'PROBE_HANGS slow': [],
      'MOUNT_MISSING mounts': [],
      'MOUNT_UNREADABLE reader': [],
      'MOUNT_UNREADABLE denied': ['EXITED denied'],
    });
    const { stdout } = await said();
    expect(stdout).toMatch(/loop keeps restarting.*\n(?:.*\n)*? {6}no such table/);
    expect(stdout).toMatch(/sick is unhealthy: cannot connect/);
    expect(stdout).toMatch(/tried in the container: uid 12345 may not read \/closed/);
    expect(stdout).toContain(
      `has no permission to use ${join(sandbox, 'closed', 'settings')}, which it mounts as /closed/settings`,
    );
    await chmod(join(sandbox, 'closed'), 0o755);
    expect(Object.keys(await causes())).not.toContain('MOUNT_UNREADABLE reader');
  });

  // A container without a limit of its own, in a group that has one: the machine's whole memory is nobody's to use up.
  wherePossible(test, memoryGroupsMissing())('memory of the machine', async () => {
    const group = await makeMemoryGroup('ktrdr-e2e-why', 48_000_000);
    try {
      const python = ['/app/.venv/bin/python', '-c', 'bytearray(400_000_000)'];
      await start({ crowded: idle({ command: python, restart: 'no', cgroup_parent: group.parent }) });
      await execa('docker', ['wait', `${ID}-crowded-1`]);
      const cause = (await why()).causes.find(({ service }) => service === 'crowded');
      expect(cause).toMatchObject({
        code: 'MACHINE_MEMORY',
        evidence: expect.arrayContaining([{ kind: 'found', text: 'it has no memory limit' }]),
      });
    } finally {
      await stage.ktrdr('sandbox down -v --yes', { cwd: sandbox });
      await group.remove();
    }
  });
});

describe('whom it is about', () => {
  test('by slot, and by short name; who is not there is named with those that are', async () => {
    for (const name of ['1', 'why', ID]) {
      const result = await stage.ktrdr(`why ${name} --json`, { cwd: stage.directory });
      expect(explanation.parse(JSON.parse(result.stdout)).id).toBe(ID);
    }
    const nobody = await stage.ktrdr('why nobody', { cwd: stage.directory });
    expect(nobody.exitCode).toBe(1);
    expect(nobody.stderr).toMatch(/No instance is called nobody[\s\S]*ktrdr--why/);
    const nowhere = await stage.ktrdr('why', { cwd: stage.directory });
    expect(nowhere.stderr).toMatch(/Not in the directory of an instance/);
  });
});
