import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseEnvFile } from '@ktrdr/instance';
import { execa } from 'execa';
import * as z from 'zod';
import { SETUP, TESTS } from '../src/places.ts';
import { mcpTools } from '../src/real/mcp-tools.ts';
import { type CheckoutFile, readCheckoutFile } from '../src/real/read-checkout-file.ts';
import { noteReal } from '../src/real/real-notes.ts';
import { type KtrdrResult, runKtrdr, type User } from '../src/run-ktrdr.ts';
import { addressesOf } from '../src/stage/addresses-of.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { countedDocker } from '../src/stage/counted-docker.ts';
import { giveTo, ordinaryUser } from '../src/stage/ordinary-user.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { tracesOf } from '../src/stage/traces-of.ts';
import { usageOf } from '../src/stage/usage-of.ts';
import { SECRETS_WARNING, warningsOf } from '../src/stage/warnings-of.ts';

// KTRDR itself, at one revision: the ten steps of the specification, sandboxes beside it, setup, and what is left after all.

const PROD = 'ktrdr-prod';
const SANDBOXES = ['ktrdr--one', 'ktrdr--two'];
const PLAIN = 'ktrdr-real-plain';
/** Real services import for a while, and two cores may have more to do. */
const UP = 'up --no-secrets --timeout 600';

const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this with npm run test:real`);
  return value;
};
const revision = required('KTRDR_REAL_REVISION');
const workers = z.array(z.object({ worker_type: z.string(), endpoint_url: z.string(), status: z.string() }));
const described = z.object({
  ports: z.record(z.string(), z.number()),
  urls: z.record(z.string(), z.nullable(z.string())),
  state: z.string(),
});
const diagnosis = z.object({
  schemaVersion: z.literal(1),
  findings: z.array(z.looseObject({ severity: z.string(), code: z.string(), subject: z.string() })),
});

let stage: Stage;
/** KTRDR's image runs as user 1000, who cannot write to what is root's. */
let user: User | undefined;
let clone: string;
let file: CheckoutFile;
/** What this test made of what the file expects to be there. */
const made: (readonly ['network' | 'volume', string])[] = [];

beforeAll(async () => {
  stage = await setStage(`real-${revision.replaceAll(/[^\w.-]/g, '-')}`, { origin: required('KTRDR_REAL_ORIGIN') });
  user = await ordinaryUser(stage.docker);
  clone = await stage.clone();
  file = await readCheckoutFile(clone);
  await mkdir(stage.home, { recursive: true });
  await giveTo(user, stage.directory);
  await giveTo(user, stage.origin);
});
afterAll(async () => {
  await execa('docker', ['compose', '-p', PLAIN, 'down', '--volumes'], { reject: false });
  await stage.strike();
  for (const [kind, name] of made) await execa('docker', [kind, 'rm', name], { reject: false });
});

/** The client's configuration of whoever runs the tests, unless it is root's, which nobody else can read. */
const client = (): Record<string, string> =>
  user === undefined || process.env['DOCKER_CONFIG'] !== undefined
    ? {}
    : { DOCKER_CONFIG: join(stage.directory, 'docker') };
const ktrdr = async (args: string, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<KtrdrResult> =>
  await stage.ktrdr(args, { cwd, user, env: { ...client(), ...env } });
/** Whether the last start succeeded: after one that did not, the others would only take their ten minutes each. */
let startable: boolean | undefined;
async function start(
  command: 'local-prod' | 'sandbox',
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<KtrdrResult> {
  if (startable === false) throw new Error('not tried: an earlier start failed');
  startable = false;
  const result = assertOk(await ktrdr(`${command} ${UP}`, cwd, env));
  startable = true;
  return result;
}
const placeOf = (sandbox: string): string => join(stage.directory, sandbox);
const shown = async (args: string, cwd: string) =>
  described.parse(JSON.parse(assertOk(await ktrdr(`${args} --json`, cwd)).stdout));
const registeredAt = async (port: number | undefined) =>
  workers.parse(await (await fetch(`http://localhost:${port}/api/v1/workers`)).json());
const inContainer = async (container: string, ...command: string[]): Promise<string> =>
  (await execa('docker', ['exec', container, ...command])).stdout;
/** The revision of the schema that is the head, of the `heads` of the code or the `current` of the database. */
const headOf = async (command: 'heads' | 'current'): Promise<string | undefined> =>
  /^(\w+) \(head\)/m.exec(await inContainer(`${PROD}-backend-1`, '/app/.venv/bin/alembic', command))?.[1];
const statesOf = async (project: string): Promise<string[]> =>
  (await stage.docker.containers(project)).map(({ id, state }) => `${id} ${state}`).toSorted();

async function statusOf(url: string): Promise<number | undefined> {
  return await fetch(url, { signal: AbortSignal.timeout(10_000) }).then(
    ({ status }) => status,
    () => undefined,
  );
}

/** What the file expects to be there and is not. */
async function missingExternals(): Promise<(readonly ['network' | 'volume', string])[]> {
  const all = [
    ...file.external.networks.map((name) => ['network', name] as const),
    ...file.external.volumes.map((name) => ['volume', name] as const),
  ];
  const failed = await Promise.all(
    all.map(async ([kind, name]) => (await execa('docker', [kind, 'inspect', name], { reject: false })).failed),
  );
  return all.filter((_, index) => failed[index]);
}

describe(`local-prod at ${revision}`, () => {
  test('1, 2: init writes .env.sandbox for slot 0 and registers the clone', async () => {
    assertOk(await ktrdr('local-prod init', clone));
    const variables = parseEnvFile(await readFile(join(clone, '.env.sandbox'), 'utf8'));
    expect(variables).toMatchObject({ SLOT_NUMBER: '0', KTRDR_API_PORT: '8000', INSTANCE_ID: PROD });
  });

  test('what the file expects to be there is asked for with the command that makes it', async () => {
    const missing = await missingExternals();
    if (missing.length === 0) return;
    const refused = await ktrdr(`local-prod ${UP}`, clone);
    expect(refused.exitCode).toBe(1);
    for (const [kind, name] of missing) {
      expect(refused.stderr).toContain(`docker ${kind} create ${name}`);
      await execa('docker', [kind, 'create', name]);
      made.push([kind, name]);
    }
    expect(await stage.docker.containers(PROD)).toEqual([]);
  });

  test('3: up starts everything, says that it is ready, and warns of nothing but the secrets', async () => {
    const result = await start('local-prod', clone);
    expect(result.output).toMatch(/ktrdr-prod is ready/);
    expect(warningsOf(result)).toEqual([SECRETS_WARNING]);
    await noteReal(`local-prod up, first start: ready after ${result.seconds.toFixed(1)} s`);
  });

  test('4: what is shown answers, and no other URL is shown', async () => {
    const { urls } = await shown('local-prod status', clone);
    const answers = await Promise.all(Object.values(urls).flatMap((url) => (url === null ? [] : [statusOf(url)])));
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await statusOf('http://localhost:8000/api/v1/health')).toBe(200);
    const observability = ['grafana', 'jaeger', 'prometheus'];
    const absent = observability.filter((name) => !file.services.includes(name) && urls[name] !== null);
    expect(absent).toEqual([]);
  });

  test('5: every worker of the file is registered, and no other', async () => {
    const registered = await registeredAt(8000);
    expect(registered.map(({ endpoint_url }) => new URL(endpoint_url).hostname).toSorted()).toEqual(
      file.workers.toSorted(),
    );
    await noteReal(`workers registered: ${registered.map(({ worker_type }) => worker_type).join(', ')}`);
  });

  test('6: the MCP server lists its tools, reached as mcp-config says', async () => {
    const printed = assertOk(await ktrdr('local-prod mcp-config', clone)).stdout;
    const tools = await mcpTools(printed);
    expect(tools.length).toBeGreaterThan(0);
    await noteReal(`MCP server: ${tools.length} tools, such as ${tools.slice(0, 3).join(', ')}`);
  });

  test('the database is at the head of the migrations', async () => {
    const head = await headOf('heads');
    expect(head).toBeDefined();
    expect(await headOf('current')).toBe(head);
  });

  test('7: status and doctor know it', async () => {
    const status: unknown = JSON.parse(assertOk(await ktrdr('local-prod status --json', clone)).stdout);
    const count = file.workers.length;
    expect(status).toMatchObject({
      id: PROD,
      state: 'running',
      workers: { expected: count, registered: count, missing: [] },
    });
    const doctor = await ktrdr('doctor --json', clone);
    const { findings } = diagnosis.parse(JSON.parse(doctor.stdout));
    const problems = findings.filter(({ severity }) => severity === 'problem');
    expect({ exitCode: doctor.exitCode, problems }).toEqual({ exitCode: 0, problems: [] });
    const warnings = findings.filter(({ severity }) => severity === 'warning');
    const list = warnings.map(({ code, subject }) => `${code} of ${subject}`).join(', ');
    await noteReal(`doctor finds no problem, and warns of ${list === '' ? 'nothing' : list}`);
  });

  test('up again knows that nothing has changed: it runs neither a build nor Compose’s up, and changes no container', async () => {
    const before = await statesOf(PROD);
    const docker = await countedDocker(join(stage.directory, 'counted'));
    if (user !== undefined) await giveTo(user, join(stage.directory, 'counted'));
    const result = await start('local-prod', clone, docker.env);
    expect(await statesOf(PROD)).toEqual(before);
    const calls = await docker.calls();
    expect(calls).toContainEqual(expect.stringMatching(/^compose .* config\b/));
    expect(calls.filter((call) => /^compose .* (?:up|build)\b/.test(call))).toEqual([]);
    await noteReal(`local-prod up, while it runs: ${result.seconds.toFixed(1)} s`);
  });
});

describe(`sandboxes beside it at ${revision}`, () => {
  test('two are made and become ready', async () => {
    for (const sandbox of SANDBOXES) {
      assertOk(await ktrdr(`sandbox create ${sandbox.replace('ktrdr--', '')}`, clone));
      const result = await start('sandbox', placeOf(sandbox));
      await noteReal(`${sandbox}: ready after ${result.seconds.toFixed(1)} s`);
    }
    const all = [PROD, ...SANDBOXES];
    const usage = await usageOf(all);
    const parts = usage.map(
      ({ mebibytes, cpu }, index) => `${all[index]} ${Math.round(mebibytes)} MiB, ${cpu.toFixed(0)} % of a core`,
    );
    await noteReal(`three stacks use: ${parts.join('; ')}`);
  });

  test("each one's workers are at its own backend, and none is elsewhere", async () => {
    for (const [cwd, command] of [
      [clone, 'local-prod'],
      ...SANDBOXES.map((sandbox) => [placeOf(sandbox), 'sandbox'] as const),
    ] as const) {
      const { ports } = await shown(`${command} status`, cwd);
      const registered = await registeredAt(ports['api']);
      expect(registered.map(({ endpoint_url }) => new URL(endpoint_url).hostname).toSorted()).toEqual(
        file.workers.toSorted(),
      );
    }
  });

  test("a hundred times asked, every name leads to its own stack's container", async () => {
    const names = file.services.filter((service) => service !== 'mcp-local');
    for (const project of [PROD, ...SANDBOXES]) {
      const program = `import socket, json; print(json.dumps({n: sorted({socket.gethostbyname(n) for _ in range(100)}) for n in ${JSON.stringify(names)}}))`;
      const output = await inContainer(`${project}-backend-1`, '/app/.venv/bin/python', '-c', program);
      const seen = z.record(z.string(), z.array(z.string())).parse(JSON.parse(output));
      for (const name of names) {
        const own = await addressesOf(`${project}-${name}-1`);
        expect([project, name, (seen[name] ?? []).filter((address) => !own.includes(address))]).toEqual([
          project,
          name,
          [],
        ]);
      }
    }
  });

  test('a lean one has what is wanted, and uses less', async () => {
    const [sandbox = ''] = SANDBOXES;
    const [kept = '', ...workersLeft] = file.workers;
    const left = [...workersLeft, 'mcp-local'];
    const options = left.map((service) => `--without ${service}`).join(' ');
    assertOk(await ktrdr(`sandbox ${UP} ${options}`, placeOf(sandbox)));
    const containers = (await stage.docker.containers(sandbox)).map(({ service }) => service);
    expect(containers.toSorted()).toEqual(file.services.filter((service) => !left.includes(service)).toSorted());
    const [usage] = await usageOf([sandbox]);
    await noteReal(`a lean sandbox, with ${kept} alone, uses ${Math.round(usage?.mebibytes ?? Number.NaN)} MiB`);
  });

  test('destroy takes all of a sandbox, and nothing of the others', async () => {
    const before = await statesOf(PROD);
    for (const sandbox of SANDBOXES) {
      assertOk(await ktrdr(`sandbox destroy --force --name ${sandbox}`, clone));
      expect(await tracesOf(stage.docker, sandbox)).toEqual([]);
      expect(existsSync(placeOf(sandbox))).toBe(false);
    }
    expect(await statesOf(PROD)).toEqual(before);
    for (const [kind, name] of made) {
      expect([name, (await execa('docker', [kind, 'inspect', name], { reject: false })).failed]).toEqual([name, false]);
    }
  });
});

describe(`the end of local-prod at ${revision}`, () => {
  test('8: down stops it, and keeps the database', async () => {
    assertOk(await ktrdr('local-prod down', clone));
    expect(await stage.docker.containers(PROD)).toEqual([]);
    expect((await stage.docker.volumes(PROD)).map(({ name }) => name)).toContain(`${PROD}_postgres_data`);
  });

  test('9, 10: destroy leaves the clone as git made it, and nothing else', async () => {
    await start('local-prod', clone);
    assertOk(await ktrdr('local-prod destroy --force', '/'));
    expect(await tracesOf(stage.docker, PROD)).toEqual([]);
    expect(existsSync(join(clone, '.env.sandbox'))).toBe(false);
    const registry: unknown = JSON.parse(await readFile(join(stage.home, 'sandbox', 'instances.json'), 'utf8'));
    expect(registry).toMatchObject({ local_prod: null });
    const { stdout } = await execa('git', ['-c', 'safe.directory=*', '-C', clone, 'status', '--porcelain']);
    expect(stdout).toBe('');
  });

  test('against docker compose up -d --wait, both from nothing', async () => {
    // Its MCP container has the health check of an image whose server does not run in it, and would end the wait as unhealthy.
    const overlay = 'services: { mcp-local: { healthcheck: { disable: true } } }';
    const compose = [
      'compose',
      '--project-directory',
      clone,
      '--file',
      file.path,
      '--file',
      '-',
      '--project-name',
      PLAIN,
    ];
    const begin = performance.now();
    const plain = await execa('docker', [...compose, 'up', '-d', '--wait'], {
      cwd: clone,
      input: overlay,
      reject: false,
    });
    const seconds = (performance.now() - begin) / 1000;
    await execa('docker', ['compose', '-p', PLAIN, 'down', '--volumes']);
    assertOk(await ktrdr('local-prod init', clone));
    const ours = await start('local-prod', clone);
    assertOk(await ktrdr('local-prod destroy --force', '/'));
    // An end as unhealthy comes before everything is ready, and is no time to compare with.
    const end = plain.failed
      ? `, and it failed: ${plain.stderr.trim().split('\n').at(-1)}`
      : `, ratio ${(ours.seconds / seconds).toFixed(2)}`;
    await noteReal(
      `from nothing: local-prod up ${ours.seconds.toFixed(1)} s, docker compose up -d --wait ${seconds.toFixed(1)} s${end}`,
    );
  });
});

describe(`setup at ${revision}`, () => {
  test('from an empty home to a running local-prod, with the real uv', async () => {
    const path = join(stage.directory, 'ktrdr-by-setup');
    const args = ['--yes', '--repo', stage.origin, '--path', path, '--no-secrets', '--start', '--json'];
    const result = await runKtrdr(args, {
      cwd: stage.directory,
      home: stage.home,
      program: SETUP,
      user,
      env: {
        ...client(),
        GIT_CEILING_DIRECTORIES: TESTS,
        PATH: `${required('KTRDR_REAL_UV')}${delimiter}${process.env['PATH'] ?? ''}`,
      },
    });
    assertOk(result);
    expect(existsSync(join(path, '.venv', 'bin', 'alembic'))).toBe(true);
    expect(JSON.parse(result.stdout)).toMatchObject({ path, instance: { id: PROD, state: 'running' } });
    await noteReal(`setup, with uv sync and a start: ${result.seconds.toFixed(1)} s`);
    assertOk(await ktrdr('local-prod destroy --force', '/'));
  });
});
