import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { WORKSPACE } from '../src/places.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { fakeOp } from '../src/stage/fake-op.ts';
import { git } from '../src/stage/git.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { watchArguments } from '../src/stage/watch-arguments.ts';

// The real op needs an account; a fake one answers like it.

let stage: Stage;
let clone: string;
/** What op knows lies outside the stage, which is searched for secrets. */
let vault: string;

beforeAll(async () => {
  stage = await setStage('secrets');
  clone = await stage.clone();
  vault = await mkdtemp(join(tmpdir(), 'vault-'));
  assertOk(await stage.ktrdr('local-prod init', { cwd: clone }));
});
afterAll(async () => {
  await stage.strike();
  await rm(vault, { recursive: true, force: true });
});
afterEach(async () => {
  await stage.ktrdr('local-prod down --volumes --yes', { cwd: clone });
  await git(clone, 'clean', '-fdq');
});

const canaries = {
  db_password: `canary-db $HOME $$ "double" 'single' \\ back\`tick pässwörd 鍵`,
  jwt_secret: 'canary-jwt first line of several\nsecond line, $ \\n and "quotes"\n\tthird line: 32 characters or more',
  anthropic_api_key: 'canary-key %41 ${TOKEN:-x} #hash = & ; | <>',
  grafana_password: `canary-grafana ' or 1=1; --`,
};
const item = (fields: object) => ({ items: [{ title: 'ktrdr-local-prod', fields }] });

/** Pieces of the canaries that must not be seen, in whatever way the rest is escaped. */
const TRACES = ['canary-db', 'canary-jwt', 'canary-key', 'canary-grafana', 'pässwörd', 'third line: 32', 'or 1=1; --'];

function expectNoTrace(where: string, text: string): void {
  for (const trace of TRACES)
    if (text.includes(trace)) throw new Error(`${where} holds ${trace}:\n${text.slice(0, 2000)}`);
}

async function files(directory: string): Promise<string[]> {
  const names = await readdir(directory, { recursive: true });
  const paths = names.map((name) => join(directory, name));
  const kinds = await Promise.all(
    paths.map(async (path) => (await stat(path).catch(() => undefined))?.isFile() === true),
  );
  return paths.filter((_, index) => kinds[index]);
}

/** What a container sees, with the line break that printenv adds. */
async function variable(service: string, name: string): Promise<string> {
  const container = `ktrdr-prod-${service}-1`;
  return (await execa('docker', ['exec', container, 'printenv', name], { stripFinalNewline: false })).stdout;
}

describe('secrets reach the containers unchanged, and nothing else', () => {
  test('one call of op; no argument, no file, no output holds a value', async () => {
    const op = await fakeOp(vault, item(canaries));
    const stopWatching = watchArguments();
    const result = await stage.ktrdr('local-prod up', { cwd: clone, env: op.env });
    const again = await stage.ktrdr('local-prod up --json', { cwd: clone, env: op.env });
    const logs = await stage.ktrdr('local-prod logs', { cwd: clone, env: op.env });
    const status = await stage.ktrdr('local-prod status --json', { cwd: clone, env: op.env });
    const lists = await stopWatching();

    assertOk(result);
    assertOk(again);
    expect(await op.calls()).toEqual(
      Array.from({ length: 2 }, () => ({
        args: ['item', 'get', 'ktrdr-local-prod', '--format', 'json'],
        stdin: 'null',
      })),
    );
    expect([...lists].some((list) => list.includes('docker compose'))).toBe(true);
    for (const list of lists) expectNoTrace('an argument list', list);
    for (const { output, stdout, stderr } of [result, again, logs, status]) {
      expectNoTrace('the output', `${output}\n${stdout}\n${stderr}`);
    }
    for (const file of await files(stage.directory)) {
      expectNoTrace(file, await readFile(file, 'utf8').catch(() => ''));
    }

    expect(await variable('backend', 'DB_PASSWORD')).toBe(`${canaries.db_password}\n`);
    expect(await variable('backend', 'KTRDR_DB_PASSWORD')).toBe(`${canaries.db_password}\n`);
    expect(await variable('db', 'POSTGRES_PASSWORD')).toBe(`${canaries.db_password}\n`);
    expect(await variable('training-worker-1', 'JWT_SECRET')).toBe(`${canaries.jwt_secret}\n`);
    expect(await variable('backend', 'KTRDR_AUTH_JWT_SECRET')).toBe(`${canaries.jwt_secret}\n`);
    expect(await variable('backend', 'ANTHROPIC_API_KEY')).toBe(`${canaries.anthropic_api_key}\n`);
    expect(await variable('grafana', 'GF_SECURITY_ADMIN_PASSWORD')).toBe(`${canaries.grafana_password}\n`);
    expect(await variable('backend', 'KTRDR_ENV')).toBe('production\n');
  });

  test('a container that prints them: the failure report and the logs show a mark in their place', async () => {
    const shipped = await readFile(join(WORKSPACE, 'compose', 'docker-compose.sandbox.yml'), 'utf8');
    const command = '/app/.venv/bin/uvicorn ktrdr.backtesting.backtest_worker:app --host 0.0.0.0 --port 5004 --reload';
    expect(shipped).toContain(command);
    const leaking = shipped.replace(command, () => `sh -c 'echo "I have $$DB_PASSWORD and $$JWT_SECRET"; exit 9'`);
    await writeFile(join(clone, 'docker-compose.sandbox.yml'), leaking);
    const op = await fakeOp(vault, item(canaries));
    const result = await stage.ktrdr('local-prod up', { cwd: clone, env: op.env });
    expect(result.exitCode).toBe(2);
    expect(result.stderr).toMatch(/exit code 9[^]*I have \[redacted\]/);
    expectNoTrace('the report', result.output);
    for (const logs of ['local-prod logs backtest-worker-2', 'local-prod logs backtest-worker-2 --json']) {
      const shown = await stage.ktrdr(logs, { cwd: clone });
      expect(shown.stdout).toContain('[redacted]');
      expectNoTrace('the logs', shown.output);
    }
  });
});

test('a field called like a variable of the file is handed over and redacted; its vault is named once; no other field is needed', async () => {
  const service = {
    image: stage.appImage,
    init: true,
    environment: { BROKER_TOKEN: '${BROKER_TOKEN:?is needed}' },
    command: ['sh', '-c', 'echo "I have $$BROKER_TOKEN"; sleep infinity'],
  };
  await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify({ services: { broker: service } }));
  const fields = { BROKER_TOKEN: canaries.anthropic_api_key, NOT_READ: canaries.grafana_password };
  const op = await fakeOp(vault, {
    serviceAccount: true,
    items: [{ title: 'ktrdr-local-prod', vault: 'Work', fields }],
  });
  const unnamed = await stage.ktrdr('local-prod up', { cwd: clone, env: op.env });
  expect(unnamed.exitCode).toBe(4);
  expect(unnamed.stderr).toMatch(/must be told the vault[^]*ktrdr up ktrdr-prod --vault <name>/);

  const outputs = [
    assertOk(await stage.ktrdr('local-prod up --vault Work', { cwd: clone, env: op.env })),
    assertOk(await stage.ktrdr('local-prod up', { cwd: clone, env: op.env })),
    assertOk(await stage.ktrdr('local-prod logs', { cwd: clone, env: op.env })),
  ];
  expect((await op.calls()).map(({ args }) => args.slice(5))).toEqual([[], ['--vault', 'Work'], ['--vault', 'Work']]);
  expect(await variable('broker', 'BROKER_TOKEN')).toBe(`${fields.BROKER_TOKEN}\n`);
  await expect(variable('broker', 'NOT_READ')).rejects.toThrow();
  expect(outputs.at(-1)?.stdout).toContain('I have [redacted]');
  for (const { output } of outputs) expectNoTrace('the output', output);

  const lines = (await readFile(join(clone, '.env.sandbox'), 'utf8')).split('\n');
  expect(lines).toContain('KTRDR_OP_VAULT=Work');
  await writeFile(join(clone, '.env.sandbox'), lines.filter((line) => !line.startsWith('KTRDR_OP_VAULT')).join('\n'));
});

const settings = (): string => join(stage.environment()['KTRDR_HOME'] ?? '', 'config.json');
const set = async (line: string) => assertOk(await stage.ktrdr(`config ${line}`, { cwd: clone }));
const inVault = (name: string) => ['item', 'get', 'another item', '--format', 'json', '--vault', name];

describe("the user's settings", () => {
  const small = {
    init: true,
    environment: { DB_PASSWORD: '${DB_PASSWORD}' },
    command: ['sh', '-c', 'echo "I have $$DB_PASSWORD"; sleep infinity'],
  };
  beforeEach(async () => {
    const service = { ...small, image: stage.appImage };
    await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify({ services: { reader: service } }));
  });
  afterEach(async () => await rm(settings(), { force: true }));

  test('name item, vault and account; what is nearer is stronger', async () => {
    const fields = { db_password: canaries.db_password };
    const op = await fakeOp(vault, {
      serviceAccount: true,
      accounts: ['mine', 'yours'],
      items: [
        { title: 'another item', vault: 'Work', fields },
        { title: 'another item', vault: 'Other', fields },
      ],
    });
    await writeFile(
      settings(),
      JSON.stringify({ secrets: { vault: 'Work', account: 'mine', items: { 'local-prod': 'another item' } } }),
    );
    assertOk(await stage.ktrdr('local-prod up', { cwd: clone, env: op.env }));
    assertOk(await stage.ktrdr('local-prod up', { cwd: clone, env: { ...op.env, OP_ACCOUNT: 'mine' } }));
    assertOk(await stage.ktrdr('local-prod up --vault Other', { cwd: clone, env: op.env }));
    assertOk(await stage.ktrdr('local-prod up', { cwd: clone, env: op.env }));
    assertOk(
      await stage.ktrdr('local-prod up --account yours', { cwd: clone, env: { ...op.env, OP_ACCOUNT: 'mine' } }),
    );
    assertOk(await stage.ktrdr('local-prod up', { cwd: clone, env: op.env }));
    assertOk(await stage.ktrdr('local-prod up', { cwd: clone, env: { ...op.env, OP_ACCOUNT: 'mine' } }));
    expect((await op.calls()).map(({ args }) => args)).toEqual([
      [...inVault('Work'), '--account', 'mine'],
      inVault('Work'),
      [...inVault('Other'), '--account', 'mine'],
      [...inVault('Other'), '--account', 'mine'],
      [...inVault('Other'), '--account', 'yours'],
      [...inVault('Other'), '--account', 'yours'],
      inVault('Other'),
    ]);
    expect(await variable('reader', 'DB_PASSWORD')).toBe(`${canaries.db_password}\n`);
    const lines = (await readFile(join(clone, '.env.sandbox'), 'utf8')).split('\n');
    await writeFile(join(clone, '.env.sandbox'), lines.filter((line) => !line.startsWith('KTRDR_OP_')).join('\n'));
  });

  test('name a command that is asked in place of 1Password, once, and nothing of what it prints is shown', async () => {
    const op = await fakeOp(vault, item(canaries));
    const [helper, calls] = [join(vault, 'helper'), join(vault, 'helper-calls')];
    const answer = JSON.stringify({ db_password: canaries.db_password });
    await writeFile(join(vault, 'answer.json'), answer);
    const script = `#!/bin/sh\necho "$KTRDR_INSTANCE $KTRDR_INSTANCE_KIND $* $(cat | wc -c)" >>'${calls}'\ncat '${vault}/answer.json'\n`;
    await writeFile(helper, script, { mode: 0o755 });
    await set(`set secrets.command ${helper} ktrdr`);
    const stopWatching = watchArguments();
    const outputs = [
      assertOk(await stage.ktrdr('local-prod up', { cwd: clone, env: op.env })),
      assertOk(await stage.ktrdr('local-prod logs', { cwd: clone, env: op.env })),
    ];
    for (const list of await stopWatching()) expectNoTrace('an argument list', list);
    expect(outputs[0]?.stdout).toMatch(/secrets the command of secrets\.command/);
    for (const { output } of outputs) expectNoTrace('the output', output);
    expect(await readFile(calls, 'utf8')).toMatch(/^ktrdr-prod local-prod ktrdr\s+0\n$/);
    expect(await op.calls()).toEqual([]);
    expect(await variable('reader', 'DB_PASSWORD')).toBe(`${canaries.db_password}\n`);
    for (const file of await files(stage.directory)) expectNoTrace(file, await readFile(file, 'utf8').catch(() => ''));

    const failing = `#!/bin/sh\ncat '${vault}/answer.json'; cat '${vault}/answer.json' >&2; echo locked >&2; exit 7\n`;
    await writeFile(helper, failing, { mode: 0o755 });
    const refused = await stage.ktrdr('local-prod up', { cwd: clone, env: op.env });
    expect(refused.exitCode).toBe(4);
    expect(refused.stderr).toMatch(/failed with exit code 7[^]*locked[^]*--no-secrets/);
    expectNoTrace('the refusal', refused.output);
    assertOk(await stage.ktrdr('local-prod down', { cwd: clone }));
  });
});

test('a config and a secret made of values that have changed since arrive in new containers, and a report shows none of them', async () => {
  const service = { image: stage.appImage, init: true, command: ['sleep', 'infinity'] };
  const reader = { ...service, configs: [{ source: 'text', target: '/text' }], secrets: ['login'] };
  const write = async (command: readonly string[]): Promise<void> => {
    const services = { reader: { ...reader, command }, other: service };
    const configs = { text: { content: 'first=${JWT_SECRET} second=${BROKER_TOKEN:-none}' } };
    const file = { services, configs, secrets: { login: { environment: 'LOGIN' } } };
    await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify(file));
  };
  const up = async (fields: object) => {
    const op = await fakeOp(vault, item(fields));
    return await stage.ktrdr('local-prod up', { cwd: clone, env: op.env });
  };
  const idOf = async (name: string) =>
    (await stage.docker.containers('ktrdr-prod')).find((one) => one.service === name)?.id;
  const READ = 'cat /text; echo; cat /run/secrets/login';
  const seen = async (): Promise<string> =>
    (await execa('docker', ['exec', 'ktrdr-prod-reader-1', 'sh', '-c', READ])).stdout;
  const [one, two] = ['1', '2'].map((digit) => ({ jwt_secret: digit.repeat(32), BROKER_TOKEN: `token-${digit}` }));
  await write(service.command);
  await writeFile(join(clone, '.env'), 'LOGIN=canary-key-1\n');
  assertOk(await up({ ...one }));
  expect(await seen()).toBe(`first=${'1'.repeat(32)} second=token-1\ncanary-key-1`);
  const [reading, other] = [await idOf('reader'), await idOf('other')];
  assertOk(await up({ ...one }));
  expect(await idOf('reader')).toBe(reading);
  assertOk(await up({ ...one, jwt_secret: two?.jwt_secret }));
  expect(await seen()).toBe(`first=${'2'.repeat(32)} second=token-1\ncanary-key-1`);
  assertOk(await up({ ...two }));
  expect(await seen()).toBe(`first=${'2'.repeat(32)} second=token-2\ncanary-key-1`);
  await writeFile(join(clone, '.env'), 'LOGIN=canary-key-2\n');
  assertOk(await up({ ...two }));
  expect(await seen()).toContain('canary-key-2');
  expect(await idOf('other')).toBe(other);

  await write(['sh', '-c', `echo "I have"; ${READ}; exit 9`]);
  const failed = await up({ ...two });
  expect(failed.exitCode).toBe(2);
  expect(failed.output).toMatch(/I have[^]*first=\[redacted\] second=\[redacted\][^]*\[redacted\]/);
  expectNoTrace('the report', failed.output);
  await rm(join(clone, '.env'));
});

test('secrets that containers have as files: logs, status and the report of a start show a mark in their place', async () => {
  const READ = 'cat /run/secrets/* /elsewhere /app.ini /app.yml';
  const probe = { test: ['CMD-SHELL', 'cat /run/secrets/login; exit 1'], interval: '1s', retries: 1 };
  const reader = {
    image: stage.appImage,
    init: true,
    environment: { POSTGRES_PASSWORD_FILE: '/elsewhere' },
    secrets: ['login', 'key', { source: 'password', target: '/elsewhere' }],
    configs: [
      { source: 'ini', target: '/app.ini' },
      { source: 'yml', target: '/app.yml' },
    ],
  };
  const write = async (different: object): Promise<void> => {
    const file = {
      services: { reader: { ...reader, ...different } },
      configs: { ini: { file: './app.ini' }, yml: { file: './app.yml' } },
      secrets: { login: { environment: 'LOGIN' }, key: { file: './key' }, password: { environment: 'PASSWORD' } },
    };
    await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify(file));
  };
  await writeFile(join(clone, 'key'), 'canary-key-1\n');
  await writeFile(join(clone, 'app.ini'), 'user = somebody\npassword = canary-grafana-1\n');
  await writeFile(join(clone, 'app.yml'), 'tls:\n  private_key: |\n    canary-db-2\n    canary-jwt-2\n  port: 443\n');

  // By hand: the health check of a container that up starts has not failed for good before ten minutes.
  await write({ command: ['sh', '-c', `${READ}; sleep infinity`], healthcheck: probe });
  const compose = ['compose', '-p', 'ktrdr-prod', '-f', 'docker-compose.sandbox.yml', 'up', '-d'];
  const env = { ...stage.environment(), LOGIN: 'canary-db-1', PASSWORD: 'canary-jwt-1' };
  await execa('docker', compose, { cwd: clone, env, extendEnv: false });
  const logs = assertOk(await stage.ktrdr('local-prod logs', { cwd: clone }));
  expect(logs.stdout.match(/\[redacted\]/g)).toHaveLength(6);
  expect(logs.stdout).toContain('user = somebody');
  expect(logs.stdout).toContain('port: 443');
  expectNoTrace('the logs', logs.output);
  const unhealthy = async (): Promise<string> => {
    const status = assertOk(await stage.ktrdr('local-prod status', { cwd: clone }));
    return status.output.includes('is unhealthy') ? status.output : await unhealthy();
  };
  const status = await unhealthy();
  expect(status).toContain('is unhealthy: [redacted]');
  expectNoTrace('the status', status);
  assertOk(await stage.ktrdr('local-prod down', { cwd: clone }));

  await write({ command: ['sh', '-c', `${READ}; exit 9`] });
  await writeFile(join(clone, '.env'), 'LOGIN=canary-db-1\nPASSWORD=canary-jwt-1\n');
  const failed = await stage.ktrdr('local-prod up --no-secrets', { cwd: clone });
  expect(failed).toMatchObject({ exitCode: 2, output: expect.stringContaining('[redacted]') });
  expectNoTrace('the report', failed.output);
});

test('a secret that a variable leads to over a link is hidden; where one cannot be read, that is said', async () => {
  const write = async (environment: object): Promise<void> => {
    const reader = {
      image: stage.appImage,
      init: true,
      environment,
      volumes: ['./given:/given:ro'],
      command: ['sh', '-c', 'ln -sf /given/pw /link; cat /link; exit 9'],
    };
    await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify({ services: { reader } }));
  };
  const unknown = 'It is unknown which secrets ktrdr-prod-reader-1 has as files';
  await mkdir(join(clone, 'given'));
  await writeFile(join(clone, 'given', 'pw'), 'canary-key-9\n');
  await write({ API_TOKEN_FILE: '/link' });
  for (const [args, exitCode] of [
    ['up --no-secrets', 2],
    ['logs', 0],
  ] as const) {
    const shown = await stage.ktrdr(`local-prod ${args}`, { cwd: clone });
    expect(shown).toMatchObject({ exitCode, output: expect.stringContaining('[redacted]') });
    expect(shown.output).not.toContain(unknown);
    expectNoTrace(args, shown.output);
  }
  await write({ API_TOKEN_FILE: '/link', OTHER_TOKEN_FILE: '/gone' });
  for (const args of ['up --no-secrets', 'logs']) {
    const { output } = await stage.ktrdr(`local-prod ${args}`, { cwd: clone });
    expect(output).toContain(unknown);
    expectNoTrace(args, output);
  }
  const why = await stage.ktrdr('why local-prod', { cwd: clone });
  expect(why.output).toContain(
    'Unknown: which secrets ktrdr-prod-reader-1 has in files: log lines and probe output are left out, as secrets may be in them',
  );
  expect(why.output).toMatch(/^ktrdr up starts what is not running/m);
  expectNoTrace('why', why.output);
});

describe('secrets that cannot be had stop up before anything starts: exit 4', () => {
  const complete = { ...canaries, jwt_secret: 'x'.repeat(32) };
  const without = (label: string) => Object.fromEntries(Object.entries(complete).filter(([key]) => key !== label));

  test.each<[string, object | undefined, RegExp]>([
    ['nobody signed in', undefined, /sign(ed)? ?in|account/i],
    ['a session that expired', { fails: 'session-expired' }, /op signin/],
    [
      'several accounts',
      { fails: 'several-accounts' },
      /up ktrdr-prod --account <name>[^]*config set secrets\.account <name>/,
    ],
    [
      'a service account',
      { ...item(complete), serviceAccount: true },
      /up ktrdr-prod --vault <name>[^]*config set secrets\.vault/,
    ],
    ['no such item', { items: [] }, /ktrdr-local-prod[^]*op item create/],
    [
      'several such items',
      {
        items: [
          { title: 'ktrdr-local-prod', fields: complete },
          { title: 'ktrdr-local-prod', fields: complete },
        ],
      },
      /(several|more than one|2)[^]*ktrdr-local-prod/i,
    ],
    ['a missing field', item(without('grafana_password')), /grafana_password/],
    ['an empty field', item({ ...complete, anthropic_api_key: '' }), /anthropic_api_key/],
    ['a short jwt_secret', item({ ...complete, jwt_secret: 'short' }), /jwt_secret[^]*32/],
    [
      'two fields of one label',
      item([
        ...Object.entries(complete).map(([label, value]) => ({ label, value })),
        { label: 'db_password', value: 'canary-db of another' },
      ]),
      /several fields are called db_password and have different values[^]*Remove or rename/,
    ],
    ['garbage', { answer: { stdout: 'no json', stderr: '', exitCode: 0 } }, /op/],
  ])('%s', async (_, scenario, message) => {
    const op = await fakeOp(vault, scenario);
    const result = await stage.ktrdr('local-prod up --json', { cwd: clone, env: op.env });
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toMatch(message);
    expect(result.stderr).toContain('ktrdr up ktrdr-prod --no-secrets');
    const document: unknown = JSON.parse(result.stdout);
    expect(document).toMatchObject({ error: { code: 'SECRETS_UNAVAILABLE', hint: expect.any(String) } });
    expectNoTrace('the error', result.output);
    expect(await stage.docker.containers('ktrdr-prod')).toEqual([]);
  });

  test('op not installed', async () => {
    const result = await stage.ktrdr('local-prod up', { cwd: clone, env: { PATH: await pathWithoutOp() } });
    expect(result.exitCode).toBe(4);
    expect(result.stderr).toMatch(/not installed|not on the PATH/i);
    expect(await stage.docker.containers('ktrdr-prod')).toEqual([]);
  });
});

/** A PATH with what `ktrdr` needs, and no `op`. */
async function pathWithoutOp(): Promise<string> {
  const tools = join(vault, 'tools');
  await mkdir(tools);
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  for (const name of ['docker', 'flock', 'git', 'sh']) {
    const found = directories.map((directory) => join(directory, name)).find((path) => existsSync(path));
    if (found !== undefined) await symlink(found, join(tools, name));
  }
  return tools;
}
