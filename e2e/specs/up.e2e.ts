import { existsSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { KTRDR, WORKSPACE } from '../src/places.ts';
import { git } from '../src/stage/git.ts';
import { writeSmallStack } from '../src/stage/small-stack.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { tracesOf } from '../src/stage/traces-of.ts';

let stage: Stage;
let clone: string;
const own = () => join(clone, 'docker-compose.sandbox.yml');
const mounting = async (...volumes: string[]): Promise<void> => {
  const service = { image: stage.appImage, command: ['sleep', 'infinity'], init: true, volumes };
  await writeFile(own(), JSON.stringify({ services: { store: service } }));
};

beforeAll(async () => {
  stage = await setStage('up');
  clone = await stage.clone();
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
});
afterAll(async () => await stage.strike());
afterEach(async () => {
  await stage.ktrdr('local-prod down --volumes --yes', { cwd: clone });
  await git(clone, 'checkout', '-q', '.');
  await git(clone, 'clean', '-fdq');
});

const up = async (args = '', env = {}) =>
  await stage.ktrdr(`local-prod up --no-secrets${args === '' ? '' : ` ${args}`}`, { cwd: clone, env });

/** The shipped Compose file with one change, as the clone's own. */
async function changeShippedFile(change: (text: string) => string): Promise<void> {
  const shipped = await readFile(join(WORKSPACE, 'compose', 'docker-compose.sandbox.yml'), 'utf8');
  const changed = change(shipped);
  expect(changed).not.toBe(shipped);
  await writeFile(own(), changed);
}

describe('up says truthfully that the stack is not ready, and why', () => {
  test('a crashing worker: its exit code and last log lines, long before the timeout', async () => {
    await changeShippedFile((text) =>
      text.replace(
        '/app/.venv/bin/uvicorn ktrdr.backtesting.backtest_worker:app --host 0.0.0.0 --port 5004 --reload',
        `sh -c 'echo "cannot load the model"; exit 7'`,
      ),
    );
    const result = await up('--timeout 300');
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/backtest-worker-2 keeps dying with exit code 7/);
    expect(result.stderr).toContain('cannot load the model');
    expect(result.stderr).toContain('ktrdr logs backtest-worker-2 --instance ktrdr-prod');
    expect(result.stderr).toContain('ktrdr down ktrdr-prod');
    expect(result.stderr).toMatch(/backtest-worker-2 .*\((?:CRASH_LOOP|EXITED)\)/);
    // Far from a limit that was asserted: the point is that nobody waits five minutes.
    process.stdout.write(`a crashing worker was reported after ${result.seconds.toFixed(1)} s (timeout 300 s)\n`);
    // The rest stays, for inspection.
    const states = await stage.docker.containers('ktrdr-prod');
    expect(states.find(({ service }) => service === 'backend')?.state).toBe('running');
  });

  test('--json says the same to programs, service by service', async () => {
    const command = ['sh', '-c', 'echo "no seed data"; exit 4'];
    await writeFile(own(), JSON.stringify({ services: { job: { image: stage.appImage, command } } }));
    const { exitCode, stdout } = await up('--json');
    expect(exitCode).toBe(2);
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({
      error: {
        code: 'GATE_FAILED',
        hint: expect.stringContaining('ktrdr down ktrdr-prod'),
        failures: [
          {
            service: 'job',
            code: 'EXITED',
            reasons: ['exited with code 4 and is not restarted'],
            log: ['no seed data'],
            more: 'ktrdr logs job --instance ktrdr-prod',
          },
        ],
      },
    });
  });

  test('a failing migration, with what alembic says', async () => {
    const migration = join(clone, 'alembic', 'versions', '0001_create_strategies.py');
    const text = await readFile(migration, 'utf8');
    await writeFile(
      migration,
      text.replace(/def upgrade\(\).*:\n/, '$&    raise RuntimeError("no such column: moon")\n'),
    );
    const result = await up();
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/migrations failed[^]*no such column: moon/);
  });

  test('a backend that never answers: the timeout, the probe and the last lines of its log', async () => {
    // Under a reloading server a program that cannot start does not end its container.
    await writeFile(join(clone, 'ktrdr', 'api', 'main.py'), 'raise RuntimeError("broker settings are missing")\n');
    // Long enough for the database and the program's end on a machine that is busy with something else.
    const result = await up('--timeout 40');
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/not ready: not within 40 s/);
    expect(result.stderr).toMatch(/backend .*(health probe|does not answer)/);
    expect(result.stderr).toContain('broker settings are missing');
  });

  test('a container that runs out of memory', async () => {
    const command = ['/app/.venv/bin/python', '-c', 'print("loading", flush=True); bytearray(400_000_000)'];
    const hungry = { image: stage.appImage, command, mem_limit: '32m', memswap_limit: '32m' };
    await writeFile(own(), JSON.stringify({ services: { hungry } }));
    const result = await up('--timeout 60');
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/hungry exited with code 137: out of memory/);
  });

  test('a database whose volume was made with another password, with the cure', async () => {
    assertOk(await up('', { DB_PASSWORD: 'ignored: secrets in the environment are dropped' }));
    assertOk(await stage.ktrdr('local-prod down', { cwd: clone }));
    await writeFile(join(clone, '.env'), 'DB_PASSWORD=changed-since-8417\n');
    const result = await up();
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(
      /refuses its password: its volume was created with another password[^]*docker exec -it ktrdr-prod-db-1 [^]*ktrdr down ktrdr-prod --volumes/,
    );

    // An hour later nobody remembers what it said.
    const why = async (): Promise<unknown> =>
      JSON.parse((await stage.ktrdr('why local-prod --json', { cwd: stage.directory })).stdout);
    expect(await why()).toMatchObject({
      causes: [
        {
          code: 'DATABASE_PASSWORD',
          service: 'db',
          evidence: [{ kind: 'answer', text: expect.stringContaining('password authentication failed') }],
          fix: expect.stringMatching(
            /^Start with the password that the volume was created with.*docker exec -it ktrdr-prod-db-1 [^]*Only if the data may be lost: ktrdr down ktrdr-prod --volumes && ktrdr up ktrdr-prod --no-secrets$/,
          ),
        },
      ],
    });
    await rm(join(clone, '.env'));
    assertOk(await stage.ktrdr('up ktrdr-prod --no-secrets', { cwd: stage.directory }));
    expect(await why()).toMatchObject({ causes: [] });
  });
});

describe('up is refused before anything starts', () => {
  afterEach(async () => expect(await tracesOf(stage.docker, 'ktrdr-prod')).toEqual([]));

  test('with the Engine not running', async () => {
    const result = await up('--json', { DOCKER_HOST: 'unix:///nowhere.sock' });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/engine cannot be reached[^]*start it/i);
    const document: unknown = JSON.parse(result.stdout);
    expect(document).toMatchObject({
      error: { code: 'ENGINE_UNREACHABLE', message: expect.any(String), hint: expect.any(String) },
    });
  });

  test('outside its directory, naming it', async () => {
    const result = await stage.ktrdr('local-prod up --no-secrets', { cwd: stage.directory });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/not in local-prod directory/i);
    expect(result.stderr).toContain(clone);
  });

  describe('with a port in foreign hands: exit 3', () => {
    let server: Server;
    afterEach(async () => await new Promise((done) => server.close(done)));

    test.each(['127.0.0.1', '::'])('a process on %s, by name and pid', async (host) => {
      server = createServer();
      await new Promise<void>((done) => server.listen(8000, host, done));
      const result = await up();
      expect(result.exitCode).toBe(3);
      expect(result.stderr).toMatch(/port 8000 \(backend\) is held by process/);
      expect(result.stderr).toContain(`pid ${process.pid}`);
    });
  });

  test('with a port that another project’s container publishes: exit 3', async () => {
    const web = { image: stage.appImage, command: ['sleep', '600'], init: true, ports: ['5432:80'] };
    const shop = ['compose', '-p', 'shop', '-f', '-'];
    await execa('docker', [...shop, 'up', '--detach'], { input: JSON.stringify({ services: { web } }) });
    const result = await up();
    await execa('docker', ['compose', '-p', 'shop', 'down']);
    expect(result.exitCode).toBe(3);
    expect(result.stderr).toMatch(/port 5432 \(db\) is held by container shop-web-1 of Compose project shop/);
  });

  test.each([
    ['a fixed container name', { container_name: 'the-store' }, {}, /services\.store\.container_name \(the-store\)/],
    [
      'a mounted file that is missing',
      { volumes: ['./missing.yml:/etc/x.yml:ro'] },
      {},
      /missing\.yml \(service store/,
    ],
    ['an external network that is missing', {}, { networks: { lab: { external: true } } }, /docker network create lab/],
    [
      'an external volume that is missing',
      {},
      { volumes: { big: { external: true, name: 'big-data' } } },
      /docker volume create big-data/,
    ],
    ['a required variable that is missing', { command: ['echo', '${TOKEN:?give a token}'] }, {}, /give a token/],
  ])('%s', async (_, service, top, message) => {
    const networks = 'networks' in top ? ['lab'] : ['default'];
    const store = { image: stage.appImage, command: ['sleep', 'infinity'], networks, ...service };
    if ('volumes' in top) Object.assign(store, { volumes: ['big:/big'] });
    await writeFile(own(), JSON.stringify({ services: { store }, ...top }));
    const result = await up();
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(message);
  });

  test('with a Compose file that is not there', async () => {
    const result = await up('--compose-file nowhere.yml');
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(join(clone, 'nowhere.yml'));
  });
});

async function inspect(service: string, format: string): Promise<string> {
  return (await execa('docker', ['inspect', '--format', format, `ktrdr-prod-${service}-1`])).stdout;
}

describe('up', () => {
  test('probes often while starting, also where the file says 30 s, and a bare sleep gets an init', async () => {
    const slow = { test: ['CMD', 'true'], interval: '30s' };
    const service = { image: stage.appImage, command: ['sleep', 'infinity'] };
    await writeFile(own(), JSON.stringify({ services: { probed: { ...service, healthcheck: slow }, plain: service } }));
    assertOk(await up());
    expect(
      await inspect(
        'probed',
        '{{.Config.Healthcheck.StartInterval}} {{.Config.Healthcheck.Interval}} {{.HostConfig.Init}}',
      ),
    ).toBe('1s 30s true');
    expect(await inspect('plain', '{{.HostConfig.Init}}')).toBe('true');
  });

  test('a one-shot that ends with 0 and a restart that recovers are fine', async () => {
    const recovering = 'if [ -e /state/again ]; then exec sleep infinity; fi; touch /state/again; exit 3';
    const services = {
      job: { image: stage.appImage, command: ['true'] },
      store: {
        image: stage.appImage,
        command: ['sh', '-c', recovering],
        init: true,
        restart: 'unless-stopped',
        volumes: ['state:/state'],
      },
    };
    await writeFile(own(), JSON.stringify({ services, volumes: { state: {} } }));
    assertOk(await up());
    const containers = await stage.docker.containers('ktrdr-prod');
    expect(containers.find(({ service }) => service === 'store')?.restartCount).toBe(1);

    // The list takes one question to the Engine to tell what ended as it should.
    const list = async () => JSON.parse(assertOk(await stage.ktrdr('sandbox list --json', { cwd: '/' })).stdout);
    expect(await list()).toMatchObject({ instances: [{ state: 'running', containers: { running: 1, total: 2 } }] });
    await execa('docker', ['stop', 'ktrdr-prod-store-1']);
    expect(await list()).toMatchObject({ instances: [{ state: 'stopped' }] });
  });

  test('a worker that has given up registering is restarted, once, and registers', async () => {
    const code = join(clone, 'ktrdr', 'worker.py');
    const text = await readFile(code, 'utf8');
    // KTRDR's own give up after five tries; this one does at its container's first start, whatever the backend does.
    const givingUp = `
    import pathlib
    tried = pathlib.Path("/tmp/tried")
    if "//backtest-worker-1:" in worker["endpoint_url"] and not tried.exists():
        tried.touch()
        print("gave up registering")
        return
    while True:
`;
    await writeFile(code, text.replace('\n    while True:\n', givingUp));
    const result = assertOk(await up());
    expect(result.output.match(/\S+ is healthy but has not registered.*/g)).toEqual([
      expect.stringMatching(/^backtest-worker-1 .* restarting it once$/),
    ]);
    expect(result.output).toMatch(/workers 4 registered/);
    const { stdout: log } = await execa('docker', ['logs', 'ktrdr-prod-backtest-worker-1-1']);
    expect(log).toMatch(/gave up registering[^]*registered as/);
  });

  test('a one-shot that ends with an error fails at once', async () => {
    await writeFile(
      own(),
      JSON.stringify({
        services: { job: { image: stage.appImage, command: ['sh', '-c', 'echo "no seed data"; exit 4'] } },
      }),
    );
    const result = await up('--timeout 300');
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/job exited with code 4 and is not restarted[^]*no seed data/);
  });

  test('an image that cannot be had is named', async () => {
    await writeFile(
      own(),
      JSON.stringify({ services: { store: { image: 'ktrdr-test-no-such-image:1', pull_policy: 'never' } } }),
    );
    const result = await up();
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/ktrdr-test-no-such-image/);
  });

  test('makes missing bind-mounted directories as this user, but none that may be a file, and regenerates a lost .env.sandbox', async () => {
    await mounting('./made/by/logs:/data', './token:/token');
    const refused = await up();
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(
      /does not exist: \S+\/token \(service store mounts it at \/token\)[^]*mkdir -p \S+\/token/,
    );
    expect(['made', 'token'].map((name) => existsSync(join(clone, name)))).toEqual([false, false]);
    await mounting('./made/by/logs:/data');
    await rm(join(clone, '.env.sandbox'));
    const result = await up();
    assertOk(result);
    expect(result.output).toMatch(/\.env\.sandbox was missing/);
    expect((await stat(join(clone, 'made', 'by', 'logs'))).uid).toBe(process.getuid?.());
    expect(await readFile(join(clone, '.env.sandbox'), 'utf8')).toContain('KTRDR_API_PORT=8000');
  });

  test('warns of an edited .env.sandbox and uses the registry’s values', async () => {
    const file = join(clone, '.env.sandbox');
    await writeFile(file, (await readFile(file, 'utf8')).replace('KTRDR_API_PORT=8000', 'KTRDR_API_PORT=8123'));
    const service = {
      image: stage.appImage,
      command: ['sleep', 'infinity'],
      environment: { PORT: '${KTRDR_API_PORT}' },
    };
    await writeFile(own(), JSON.stringify({ services: { store: service } }));
    const result = await up();
    expect(result.output).toMatch(/differs from the registry in KTRDR_API_PORT/);
    const { stdout } = await execa('docker', ['exec', 'ktrdr-prod-store-1', 'printenv', 'PORT']);
    expect(stdout).toBe('8000');
    await rm(file);
  });

  test('--no-wait starts the containers and does not wait for their health', async () => {
    const never = { test: ['CMD', 'false'], interval: '30s' };
    await writeFile(
      own(),
      JSON.stringify({
        services: { store: { image: stage.appImage, command: ['sleep', 'infinity'], healthcheck: never } },
      }),
    );
    const result = await up('--no-wait');
    assertOk(result);
    expect(result.output).toMatch(/started without waiting/);
    expect((await up('--timeout 3')).exitCode).toBe(2);
  });

  test('Ctrl-C ends it with 130; the containers stay, and the next commands understand', async () => {
    const never = { test: ['CMD', 'false'], interval: '30s' };
    await writeFile(
      own(),
      JSON.stringify({
        services: { store: { image: stage.appImage, command: ['sleep', 'infinity'], healthcheck: never } },
      }),
    );
    const child = execa(process.execPath, [KTRDR, 'local-prod', 'up', '--no-secrets'], {
      cwd: clone,
      env: stage.environment(),
      extendEnv: false,
      reject: false,
    });
    while ((await stage.docker.containers('ktrdr-prod')).every(({ state }) => state !== 'running')) await sleep(100);
    const busy = await stage.ktrdr('local-prod down', { cwd: clone });
    expect(busy.exitCode).toBe(1);
    expect(busy.stderr).toMatch(/another command is working on ktrdr-prod[^]*local-prod up/i);
    const begin = performance.now();
    child.kill('SIGINT');
    const result = await child;
    process.stdout.write(`Ctrl-C ended up after ${Math.round(performance.now() - begin)} ms\n`);
    expect(result.exitCode).toBe(130);
    expect(result.stdout).toMatch(/containers stay as they are.*ktrdr down ktrdr-prod/i);
    const status: unknown = JSON.parse((await stage.ktrdr('local-prod status --json', { cwd: clone })).stdout);
    expect(status).toMatchObject({ containers: { running: 1, total: 1 } });
    assertOk(await stage.ktrdr('local-prod down', { cwd: clone }));
  });
});

describe('down', () => {
  test('works with the Compose file gone', async () => {
    await writeSmallStack(clone, stage.appImage);
    assertOk(await up());
    await rm(own());
    assertOk(await stage.ktrdr('local-prod down', { cwd: clone }));
    expect(await tracesOf(stage.docker, 'ktrdr-prod')).toEqual(['ktrdr-prod_data']);
    const asked = await stage.ktrdr('local-prod down --volumes', { cwd: clone });
    expect(asked.exitCode).toBe(1);
    expect(await tracesOf(stage.docker, 'ktrdr-prod')).toEqual(['ktrdr-prod_data']);
    assertOk(await stage.ktrdr('local-prod down --volumes --yes', { cwd: clone }));
    expect(await tracesOf(stage.docker, 'ktrdr-prod')).toEqual([]);
  });
});

describe("another directory's ktrdr-prod on the same Engine", () => {
  test('is never touched: every command refuses and names the directory', async () => {
    const other = await stage.clone('someone-else');
    const home = stage.otherHome();
    await writeSmallStack(other, stage.appImage);
    await writeSmallStack(clone, stage.appImage);
    assertOk(await stage.ktrdr('local-prod init', { cwd: other, home }));
    assertOk(await stage.ktrdr('local-prod up --no-secrets', { cwd: other, home }));
    const before = await tracesOf(stage.docker, 'ktrdr-prod');

    for (const command of ['up --no-secrets', 'down', 'down --volumes --yes', 'destroy --force', 'status', 'logs']) {
      const result = await stage.ktrdr(`local-prod ${command}`, { cwd: clone });
      expect([command, result.exitCode]).toEqual([command, 1]);
      expect(result.stderr).toContain(other);
    }
    const third = await stage.clone('third');
    const result = await stage.ktrdr('local-prod init', { cwd: third, home: join(stage.directory, 'home-third') });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toContain(other);
    expect(await tracesOf(stage.docker, 'ktrdr-prod')).toEqual(before);
    assertOk(await stage.ktrdr('local-prod destroy --force', { cwd: other, home }));
  });
});
