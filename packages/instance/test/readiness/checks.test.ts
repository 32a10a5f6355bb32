import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { env as processEnv } from 'node:process';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Container, Docker, ExecResult } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { createContext } from '../../src/index.ts';
import { checkContainers } from '../../src/readiness/check-containers.ts';
import { checkDatabase } from '../../src/readiness/check-database.ts';
import { checkHttp } from '../../src/readiness/check-http.ts';
import { checkMigrations } from '../../src/readiness/check-migrations.ts';
import { checkWorkers } from '../../src/readiness/check-workers.ts';
import type { ProjectWatch } from '../../src/readiness/watch-project.ts';
import { aContainer } from '../support/a.ts';

const { signal } = new AbortController();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Where a server answers every request like this. */
async function serverThat(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status, { connection: 'close' }).end(body));
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

/** How a command in a container ends, where it is not well and without output; or why none can be run there. */
type Ending = Partial<ExecResult> | CodedError;
const refused = (detail: string) => new CodedError('no', { code: 'DOCKER_FAILED', detail });
const late = new CodedError('no', { code: 'DOCKER_TIMEOUT' });

/** A project with these containers, in which a command that is run ends like this, and these processes run. */
function projectWith(
  containers: readonly Container[],
  ending: Ending = {},
  processes: readonly string[] | CodedError = [],
) {
  const commands: (readonly string[])[] = [];
  const context = createContext({ env: {}, command: 'a test' });
  const docker: Docker = {
    ...context.docker,
    async exec(id, command) {
      commands.push(['exec', id, ...command]);
      if (ending instanceof CodedError) throw ending;
      return await Promise.resolve({ exitCode: 0, stdout: '', stderr: '', ...ending });
    },
    async processes(id) {
      commands.push(['top', id]);
      if (processes instanceof CodedError) throw processes;
      return await Promise.resolve([...processes]);
    },
  };
  const watch: ProjectWatch = {
    containers: async () => await Promise.resolve(containers),
    deaths: [],
    outOfMemory: new Set(),
    started: new Set(),
    lookAtAll: () => {},
    firstContainer: Promise.resolve(),
    change: async () => await new Promise(() => {}),
  };
  return {
    context: { ...context, docker },
    watch,
    commands,
  };
}

describe('checkHttp', () => {
  test('200 is ok', async () => {
    const url = await serverThat(200, 'anything');
    expect(await checkHttp({ service: 'grafana', url }).look(signal)).toMatchObject({ state: 'ok' });
  });

  test.each([
    [503, 'warming up', 'answers 503: warming up'],
    [302, '', 'answers 302:'],
    [200, '{"status":"starting"}', 'answers 200: {"status":"starting"}'],
  ])('%i with %p is not yet, and says so', async (status, body, reason) => {
    const url = await serverThat(status, body);
    const check = checkHttp({ service: 'backend', url, accepts: (text) => text === 'ok' });
    expect(await check.look(signal)).toEqual({
      state: 'waiting',
      problems: [{ service: 'backend', reason: expect.stringContaining(reason) }],
    });
  });

  test('nobody there', async () => {
    const url = await serverThat(200, '');
    await new Promise((done) => servers.pop()?.close(done));
    expect(await checkHttp({ service: 'backend', url }).look(signal)).toEqual({
      state: 'waiting',
      problems: [{ service: 'backend', reason: expect.stringMatching(/does not answer: ./), meanwhile: 'starting' }],
    });
  });
});

const listed = (...services: string[]) =>
  JSON.stringify(
    services.map((name) => ({
      worker_id: `${name}-1`,
      worker_type: 'backtesting',
      endpoint_url: `http://${name}:5003`,
      status: 'available',
    })),
  );

describe('checkWorkers', () => {
  const foreign: string[] = [];
  afterEach(() => void foreign.splice(0));
  let now = 0;
  const restarted: string[] = [];
  afterEach(() => void restarted.splice(0));
  const check = (url: string, services: readonly string[], urls: Record<string, string> = {}) =>
    checkWorkers(
      { url, services, urls: new Map(Object.entries(urls)) },
      {
        onForeign: (worker) => void foreign.push(worker),
        containers: async () =>
          await Promise.resolve([
            aContainer({ service: 'a', health: { status: 'healthy', lastProbe: undefined } }),
            aContainer({ service: 'b', health: { status: 'starting', lastProbe: undefined } }),
          ]),
        restart: async ({ service }) => await Promise.resolve(void restarted.push(service)),
        now: () => now,
      },
    );

  test('one that has given up is restarted once, one that may still be trying is not', async () => {
    const workers = check(await serverThat(200, listed('other')), ['a', 'b']);
    for (now of [0, 9_000]) await workers.look(signal);
    expect(restarted).toEqual([]);
    for (now of [10_000, 40_000]) expect(await workers.look(signal)).toMatchObject({ state: 'waiting' });
    expect(restarted).toEqual(['a']);
  });

  test('all of them', async () => {
    const url = await serverThat(200, listed('b', 'a'));
    expect(await check(url, ['a', 'b']).look(signal)).toEqual({ state: 'ok', detail: '2 registered' });
    expect(foreign).toEqual([]);
  });

  test('one of somebody else is not counted, and named once', async () => {
    const workers = check(await serverThat(200, listed('b', 'a', 'other')), ['a', 'b']);
    expect(await workers.look(signal)).toEqual({ state: 'ok', detail: '2 registered' });
    await workers.look(signal);
    expect(foreign).toEqual(['backtesting at http://other:5003']);
  });

  test('each one that is missing is named', async () => {
    const url = await serverThat(200, listed('b', 'other'));
    const reason = 'has not registered with the backend';
    expect(await check(url, ['a', 'b', 'c']).look(signal)).toEqual({
      state: 'waiting',
      problems: [
        { service: 'a', reason },
        { service: 'c', reason },
      ],
    });
    expect(foreign).toEqual([]);
  });

  test('one that registered under the address of a worker of this instance, which says that it is another', async () => {
    const url = await serverThat(200, listed('a', 'b'));
    const itself = await serverThat(200, JSON.stringify({ worker_id: 'a-2' }));
    const other = await serverThat(200, JSON.stringify({ worker_id: 'b-1' }));
    expect(await check(url, ['a', 'b'], { a: itself, b: other }).look(signal)).toEqual({
      state: 'waiting',
      problems: [
        {
          service: 'a',
          reason:
            'has not registered with the backend: the worker registered at http://a:5003 is a-1, and this one is a-2',
        },
      ],
    });
  });

  test.each([
    ['does not say who it is', 200, '{"service":"worker"}'],
    ['has no such path', 404, '{"detail":"Not Found"}'],
    ['answers something else', 200, '<html>'],
  ])('a worker that %s counts by its address', async (_, status, body) => {
    const url = await serverThat(200, listed('a'));
    expect(await check(url, ['a'], { a: await serverThat(status, body) }).look(signal)).toMatchObject({ state: 'ok' });
  });

  test.each([
    [500, 'Internal Server Error'],
    [200, '<html>'],
  ])('a backend that answers %i %p is the problem itself', async (status, body) => {
    const url = await serverThat(status, body);
    expect(await check(url, ['a']).look(signal)).toEqual({
      state: 'waiting',
      problems: [
        {
          service: 'backend',
          reason: expect.stringContaining(`does not list the workers: ${status}: ${body}`),
          meanwhile: 'starting',
        },
      ],
    });
  });
});

const lookAtDatabase = async (containers: readonly Container[], result: Ending = {}) => {
  const { context, watch, commands } = projectWith(containers, result);
  let answered = false;
  const check = checkDatabase(context, watch, { instance: { id: 'ktrdr-prod' }, onAnswer: () => (answered = true) });
  return { result: await check.look(signal), answered, commands };
};

describe('checkDatabase', () => {
  const healthy = { health: { status: 'healthy', lastProbe: undefined } };
  const database = (different: Partial<Container> = {}) => aContainer({ service: 'db', ...healthy, ...different });
  test('a query that is answered', async () => {
    const { result, answered, commands } = await lookAtDatabase([database()], { stdout: '1\n' });
    expect(result).toMatchObject({ state: 'ok' });
    expect(answered).toBe(true);
    // With the password that the container was given, from an address that PostgreSQL does not trust.
    expect(commands[0]?.slice(0, 4)).toEqual(['exec', 'id-of-db', 'sh', '-c']);
    expect(commands[0]?.at(-1)).toMatch(/PGPASSWORD="\$POSTGRES_PASSWORD".*psql.*-h "\$\(hostname\)".*select 1/);
  });

  test.each([
    ['in variables', { POSTGRES_PASSWORD: "it's", POSTGRES_USER: 'me' }, "it's -U me -d me"],
    ['in files', { POSTGRES_PASSWORD_FILE: 'password', POSTGRES_DB_FILE: 'name' }, 'in a file -U postgres -d named'],
  ])('password, user and name are those that the container was given %s', async (_, given, expected) => {
    const { commands } = await lookAtDatabase([database()], { stdout: '1\n' });
    const directory = mkdtempSync(join(tmpdir(), 'ktrdr-query-'));
    try {
      writeFileSync(join(directory, 'password'), 'in a file\n');
      writeFileSync(join(directory, 'name'), 'named');
      const psql = '#!/bin/sh\nwhile [ "$1" != -U ]; do shift; done\necho "$PGPASSWORD $1 $2 $3 $4"\n';
      writeFileSync(join(directory, 'psql'), psql, { mode: 0o755 });
      const env = { ...given, PATH: `${directory}${delimiter}${processEnv['PATH']}` };
      const query = commands[0]?.at(-1) ?? '';
      expect(execFileSync('sh', ['-c', query], { env, cwd: directory, encoding: 'utf8' })).toBe(`${expected}\n`);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test.each([
    [[], /with the password that the volume was created with, or.*sh -c 'psql -U/],
    [
      ['POSTGRES_PASSWORD_FILE'],
      /\(it is in the file that POSTGRES_PASSWORD_FILE names\), or.*POSTGRES_USER_FILE.*psql/,
    ],
  ])('a password that the volume does not know, with %j: the advice fits', async (variables, hint) => {
    const failed = { exitCode: 2, stderr: 'FATAL:  password authentication failed for user "ktrdr"\n' };
    const { result } = await lookAtDatabase([database({ variables })], failed);
    expect(result).toMatchObject({ state: 'hopeless', problems: [{ hint: expect.stringMatching(hint) }] });
  });

  test.each<[string, Container[], Ending, 'waiting' | 'hopeless', RegExp]>([
    ['no container', [], {}, 'waiting', /is not running/],
    ['a container that does not run', [database({ state: 'restarting' })], {}, 'waiting', /is not running/],
    [
      'one that is not healthy yet',
      [database({ health: { status: 'starting', lastProbe: undefined } })],
      {},
      'waiting',
      /not ready/,
    ],
    [
      'a query that fails',
      [database()],
      { exitCode: 2, stderr: 'psql: error: could not connect\n' },
      'waiting',
      /query: psql: error: could not connect$/,
    ],
    ['a query that answers nonsense', [database()], { stdout: '2' }, 'waiting', /no output/],
    [
      'a container that has stopped',
      [database()],
      refused('container a1 is not running'),
      'waiting',
      /a1 is not running$/,
    ],
    ['a query that is not answered in time', [database()], late, 'waiting', /does not answer a query: no$/],
    ['a command that says nothing', [database({ health: undefined })], { exitCode: 1 }, 'waiting', /no output/],
    [
      'a password that the volume does not know',
      [database()],
      { exitCode: 2, stderr: 'psql: error: FATAL:  password authentication failed for user "ktrdr"\n' },
      'hopeless',
      /refuses its password/,
    ],
    [
      'a database that was dropped',
      [database()],
      // The words of PostgreSQL 16.
      {
        exitCode: 2,
        stderr:
          'psql: error: connection to server at "2d6a5d1566ac" (172.31.0.3), port 5432 failed: FATAL:  database "ktrdr" does not exist\n',
      },
      'hopeless',
      /has no database with the name/,
    ],
  ])('%s', async (_, containers, different, state, reason) => {
    const { result, answered } = await lookAtDatabase(containers, different);
    expect(result).toMatchObject({ state, problems: [{ service: 'db', reason: expect.stringMatching(reason) }] });
    expect(answered).toBe(false);
  });
});

const lookAtMigrations = async (
  containers: readonly Container[],
  result: Ending,
  processes: readonly string[] | CodedError = [],
) => {
  const { context, watch, commands } = projectWith(containers, result, processes);
  return { result: await checkMigrations(context, watch, ['database']).look(signal), commands };
};

describe('checkMigrations', () => {
  const backend = aContainer({ service: 'backend' });
  test('are run in the backend', async () => {
    const { result, commands } = await lookAtMigrations([backend], {});
    expect(result).toEqual({ state: 'ok', detail: undefined });
    const migrate = ['exec', 'id-of-backend', '/app/.venv/bin/alembic', 'upgrade', 'head'];
    expect(commands).toEqual([['top', 'id-of-backend'], migrate]);
  });

  const MAIN = '/sbin/docker-init -- uvicorn';

  test('of a killed start that are still at work are waited for, and no second one is begun beside them', async () => {
    const migrating = '/app/.venv/bin/python /app/.venv/bin/alembic upgrade head';
    const { result, commands } = await lookAtMigrations([backend], {}, [MAIN, migrating]);
    expect(result).toMatchObject({
      state: 'waiting',
      problems: [{ service: 'backend', reason: expect.stringMatching(/earlier start are still running/) }],
    });
    expect(commands.map(([command]) => command)).toEqual(['top']);
  });

  test('that are a command of the main process are not what is at work', async () => {
    const { commands } = await lookAtMigrations([backend], {}, [MAIN, 'sh -c alembic upgrade head; exec uvicorn app']);
    expect(commands.map(([command]) => command)).toEqual(['top', 'exec']);
  });

  // What Engine 26.1 says.
  test.each<[string, CodedError, string[], string]>([
    ['fails', refused('Error response from daemon: OCI runtime error'), ['top'], 'waiting'],
    ['does not answer in time', late, ['top'], 'waiting'],
    ['finds the container stopped', refused('container a1 is not running'), ['top', 'exec'], 'ok'],
    ['has no ps', refused('exec: "ps": executable file not found in $PATH'), ['top', 'exec'], 'ok'],
  ])('where the list of processes %s, none is begun beside one that may be at work', async (_, top, begun, state) => {
    const { result, commands } = await lookAtMigrations([backend], {}, top);
    expect(result.state).toBe(state);
    expect(commands.map(([command]) => command)).toEqual(begun);
  });

  test('of a container that this start has started are none of an earlier one', async () => {
    const { context, watch, commands } = projectWith([backend]);
    const check = checkMigrations(context, { ...watch, started: new Set([backend.id]) }, []);
    expect(await check.look(signal)).toMatchObject({ state: 'ok' });
    expect(commands.map(([command]) => command)).toEqual(['exec']);
  });

  test.each([126, 127])('an image without alembic (%i) is a step that is skipped and named', async (exitCode) => {
    expect((await lookAtMigrations([backend], { exitCode })).result).toEqual({
      state: 'ok',
      detail: 'skipped: the image has no alembic',
    });
  });

  test.each<[string, Container[], Ending]>([
    ['no backend', [], {}],
    ['a backend that does not run', [aContainer({ state: 'restarting' })], {}],
    ['a backend that was killed under the command', [backend], { exitCode: 137 }],
    // Engine 28.
    ['a backend that has gone', [backend], refused('No such container: a1')],
    ['a backend that has stopped', [backend], refused('container a1 is not running')],
    [
      'a backend that is being restarted',
      [backend],
      refused('Container a1 is restarting, wait until the container is running'),
    ],
  ])('%s: tried again', async (_, containers, different) => {
    expect((await lookAtMigrations(containers, different)).result).toMatchObject({
      state: 'waiting',
      problems: [{ service: 'backend' }],
    });
  });

  test('a backend that does not run is the cause, migrations that cannot its consequence', async () => {
    const { result } = await lookAtMigrations([], {});
    expect(result).toMatchObject({ problems: [{ consequence: true }] });
  });

  test('that fail are hopeless, with the line that says what went wrong and the command that shows all', async () => {
    const { result } = await lookAtMigrations([backend], {
      exitCode: 1,
      stderr:
        'Traceback\npsycopg2.errors.UndefinedTable: first\nDETAIL:  none\nsqlalchemy.exc.OperationalError: no\nHINT:  none\n[SQL: select]\n(Background on this error at: https://sqlalche.me/e/14/f405)\n',
    });
    expect(result).toMatchObject({
      state: 'hopeless',
      problems: [
        {
          service: 'backend',
          reason: expect.stringMatching(/ended with 1\): sqlalchemy\.exc\.OperationalError: no$/),
          hint: expect.stringContaining('docker exec ktrdr-prod-backend-1 /app/.venv/bin/alembic upgrade head'),
        },
      ],
    });
  });
});

test('checkContainers judges what the watch saw', async () => {
  const { context, watch } = projectWith([
    aContainer({ service: 'db', state: 'exited', exitCode: 1, restartPolicy: 'no' }),
  ]);
  const check = checkContainers(context, watch, { services: ['db'], databaseAt: () => undefined });
  expect(check.lasting).toBe(true);
  expect(await check.look(signal)).toMatchObject({ state: 'hopeless', problems: [{ service: 'db' }] });
});
