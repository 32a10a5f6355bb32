import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { quoteArgument } from '@ktrdr/errors';
import { execa } from 'execa';
import * as z from 'zod';
import { KTRDR, SETUP, TESTS } from '../src/places.ts';
import { type KtrdrResult, runKtrdr } from '../src/run-ktrdr.ts';
import { assertOk } from '../src/stage/assert-ok.ts';
import { fakeOp } from '../src/stage/fake-op.ts';
import { type FakeUv, fakeUv } from '../src/stage/fake-uv.ts';
import { git } from '../src/stage/git.ts';
import { ordinaryUser } from '../src/stage/ordinary-user.ts';
import { KEYS, openTerminal, type Terminal } from '../src/stage/open-terminal.ts';
import { readDocument } from '../src/stage/read-document.ts';
import { setStage, type Stage } from '../src/stage/stage.ts';
import { tracesOf } from '../src/stage/traces-of.ts';
import { wherePossible } from '../src/stage/where-possible.ts';

// From an empty home to a running local-prod: in front of a terminal, and by flags alone.

let stage: Stage;
let vault: string;
let uv: FakeUv;
/** Where setup clones to, if nobody says otherwise. */
let prod: string;

const SECRETS = {
  db_password: 'canary-database',
  jwt_secret: 'canary-of-thirty-two-characters-or-more',
  anthropic_api_key: 'canary-key',
  grafana_password: 'canary-grafana',
};

beforeAll(async () => {
  stage = await setStage('setup');
  vault = await mkdtemp(join(tmpdir(), 'vault-'));
  prod = join(stage.home, 'Documents', 'dev', 'ktrdr-prod');
  await addBranch('small', { ports: ['${KTRDR_PROMETHEUS_PORT}:9090'] });
  await addBranch('seen', { environment: { DB_PASSWORD: '${DB_PASSWORD}' } });
});
afterAll(async () => {
  await stage.strike();
  await rm(vault, { recursive: true, force: true });
});
beforeEach(async () => {
  await mkdir(stage.home, { recursive: true });
  uv = fakeUv(vault);
});
afterEach(async () => {
  await stage.ktrdr('local-prod destroy --force', { cwd: stage.directory });
  await rm(stage.home, { recursive: true, force: true });
  for (const name of await readdir(vault)) await rm(join(vault, name));
});

/** A branch of the origin with a Compose file of its own: one container. */
async function addBranch(name: string, more: object): Promise<void> {
  const clone = await stage.clone(`seed-${name}`);
  const service = { image: stage.appImage, command: ['sleep', 'infinity'], init: true, ...more };
  await writeFile(join(clone, 'docker-compose.sandbox.yml'), JSON.stringify({ services: { store: service } }));
  await git(clone, 'checkout', '-q', '-b', name);
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '-q', '-m', 'a small stack');
  await git(clone, 'push', '-q', 'origin', name);
}

/** The tests run inside a repository, which git is not to see. */
const OUTSIDE = { GIT_CEILING_DIRECTORIES: TESTS };

const setup = async (args: string, env: Readonly<Record<string, string>> = uv.env): Promise<KtrdrResult> =>
  await runKtrdr(args.split(' '), {
    cwd: stage.directory,
    home: stage.home,
    program: SETUP,
    env: { ...stage.images, ...OUTSIDE, ...env },
  });

function atTerminal(command: string, env: Readonly<Record<string, string>> = {}, columns = 80): Terminal {
  const all = { ...stage.environment(), ...OUTSIDE, ...uv.env, ...env };
  return openTerminal(`'${process.execPath}' ${command}`, { cwd: stage.directory, env: all, columns });
}

/** Settings that name a program which prints the secrets. */
async function nameCommand(): Promise<void> {
  const program = join(vault, 'my-secrets');
  await writeFile(program, `#!/bin/sh\necho '${JSON.stringify(SECRETS)}'\n`, { mode: 0o755 });
  await writeFile(join(stage.home, 'config.json'), JSON.stringify({ secrets: { command: [program] } }));
}

const recordFile = (): string => join(stage.home, 'sandbox', 'setup.json');
const TERMINALS_MISSING = process.platform === 'linux' ? undefined : 'terminals are made as on Linux';

wherePossible(describe, TERMINALS_MISSING)('a person in front of a terminal', () => {
  test('answers the questions of ktrdr setup, and has a running local-prod', async () => {
    const old = join(stage.directory, 'old');
    await mkdir(join(old, 'data'), { recursive: true });
    await writeFile(join(old, 'data', 'EURUSD.csv'), '1.1\n');
    const op = await fakeOp(vault, { items: [{ title: 'ktrdr-local-prod', fields: SECRETS }] });
    uv = fakeUv(vault, op.env['PATH']);
    const terminal = atTerminal(`'${KTRDR}' setup --repo '${stage.origin}'`, { ...op.env, ...uv.env });

    await terminal.see('Prerequisites');
    await terminal.see('✓ uv');
    await terminal.see('op item create');
    await terminal.see('Check now whether op can read it?');
    terminal.type(KEYS.enter);
    await terminal.see('op can read ktrdr-local-prod: db_password, jwt_secret, anthropic_api_key, grafana_password');
    await terminal.see('Where should KTRDR be cloned to?');
    terminal.type(KEYS.enter);
    await terminal.see('What should the shared data start with?');
    terminal.type(KEYS.down + KEYS.enter);
    await terminal.see('Copy from which directory?');
    terminal.type(old + KEYS.enter);
    await terminal.see('Start it as soon as it is set up?');
    terminal.type('y');
    for (const title of [
      '[1/6] Cloning',
      '[2/6] Checking',
      '[3/6] Installing',
      '[4/6] Registering',
      '[5/6] Shared',
      '[6/6] Starting',
    ])
      await terminal.see(title);
    await terminal.see('local-prod is set up and ready');

    const { exitCode, raw, shown } = await terminal.end();
    expect(exitCode).toBe(0);
    expect(shown).toContain(`cd ${prod}`);
    expect(raw).toContain('\u001B[32m✓');
    // Node's own warnings.
    expect(shown).not.toMatch(/\(node:\d+\)/);
    for (const value of Object.values(SECRETS)) expect(raw).not.toContain(value);
    expect(await uv.syncs()).toEqual([prod]);
    expect(await readFile(join(stage.home, 'shared', 'data', 'EURUSD.csv'), 'utf8')).toBe('1.1\n');
    expect(existsSync(recordFile())).toBe(false);
    const status: unknown = JSON.parse((await stage.ktrdr('local-prod status --json', { cwd: prod })).stdout);
    expect(status).toMatchObject({ state: 'running', path: prod, workers: { expected: 4, registered: 4 } });
  });

  test.each([
    ['the item', 'Check now whether op can read it?', 'op can read'],
    ['what a command has printed', 'Run it now to check?', 'secrets.command prints'],
  ])('answers questions while nothing in its memory is a value of %s', async (what, question, answer) => {
    const op = await fakeOp(vault, { items: [{ title: 'ktrdr-local-prod', fields: SECRETS }] });
    uv = fakeUv(vault, op.env['PATH']);
    if (what !== 'the item') await nameCommand();
    const pid = join(vault, 'pid');
    const node = `echo $$ >'${pid}'; exec '${process.execPath}' --heapsnapshot-signal=SIGUSR2 --diagnostic-dir='${vault}'`;
    const command = `${node} '${SETUP}' --repo '${stage.origin}'`;
    const env = { ...stage.environment(), ...OUTSIDE, ...op.env, ...uv.env };
    const terminal = openTerminal(`sh -c ${quoteArgument(command)}`, { cwd: stage.directory, env });
    await terminal.see(question);
    terminal.type(KEYS.enter);
    await terminal.see(answer);
    await terminal.see('Where should KTRDR be cloned to?');
    process.kill(Number(await readFile(pid, 'utf8')), 'SIGUSR2');
    let memory = '';
    while (!memory.endsWith(']}')) {
      await sleep(200);
      const name = (await readdir(vault)).find((one) => one.endsWith('.heapsnapshot'));
      if (name !== undefined) memory = (await readFile(join(vault, name), 'utf8')).trimEnd();
    }
    expect(memory).toContain('jwt_secret');
    for (const value of Object.values(SECRETS)) expect(memory.includes(value)).toBe(false);
    terminal.type(KEYS.ctrlC);
    expect((await terminal.end()).exitCode).toBe(130);
  });

  test('goes on without 1Password, at 50 columns and without colours', async () => {
    const terminal = atTerminal(
      `'${SETUP}' --repo '${stage.origin}'`,
      { NO_COLOR: '1', GIT_CEILING_DIRECTORIES: '' },
      50,
    );
    await terminal.see('Continue without 1Password?');
    terminal.type(KEYS.down + KEYS.enter);
    await terminal.see('Where should KTRDR be cloned to?');
    terminal.type(`typed/prod${KEYS.enter}`);
    await terminal.see('Clone inside another repository?');
    terminal.type(KEYS.enter);
    await terminal.see('Where should KTRDR be cloned to?');
    terminal.type(`typed/prod${KEYS.enter}`);
    await terminal.see('Clone inside another repository?');
    terminal.type('y');
    await terminal.see('What should the shared data start with?');
    terminal.type(KEYS.enter);
    await terminal.see('Start it as soon as it is set up?');
    terminal.type(KEYS.enter);
    await terminal.see('local-prod is set up');
    const { exitCode, raw, shown } = await terminal.end();
    expect(exitCode).toBe(0);
    expect(shown).toContain('ktrdr local-prod up --no-secrets');
    // oxlint-disable-next-line no-control-regex
    expect(raw).not.toMatch(/\u001B\[[\d;]*m/);
    expect(existsSync(join(stage.directory, 'typed', 'prod', '.env.sandbox'))).toBe(true);
    expect(await tracesOf(stage.docker, 'ktrdr-prod')).toEqual([]);
    await stage.ktrdr('local-prod destroy --force', { cwd: stage.directory });
    await rm(join(stage.directory, 'typed'), { recursive: true });
  });

  test('is asked about the shared data that a copy replaces before anything is done, and not again', async () => {
    const [old, here] = [join(stage.directory, 'older'), join(stage.home, 'shared', 'data')];
    for (const data of [join(old, 'data'), here]) await mkdir(data, { recursive: true });
    await writeFile(join(old, 'data', 'EURUSD.csv'), '1.1\n');
    await writeFile(join(here, 'GBPUSD.csv'), '1.3\n');
    const terminal = atTerminal(`'${SETUP}' --no-secrets --no-start --path '${prod}' --repo '${stage.origin}'`);
    await terminal.see('There is data in data already.');
    await terminal.see('What should happen to the shared data?');
    terminal.type(KEYS.down + KEYS.enter);
    await terminal.see('Copy from which directory?');
    terminal.type(stage.directory + KEYS.enter);
    await terminal.see('Cannot copy from');
    await terminal.see('Copy from which directory?');
    terminal.type(old + KEYS.enter);
    await terminal.see('Replace data in');
    expect(existsSync(prod)).toBe(false);
    terminal.type('y');
    await terminal.see('local-prod is set up');
    const { exitCode, shown } = await terminal.end();
    expect(exitCode).toBe(0);
    expect(shown.lastIndexOf('Replace data in')).toBeLessThan(shown.indexOf('[1/4] Cloning'));
    expect(await readdir(here)).toEqual(['EURUSD.csv']);
  });

  test.each(['ctrlC', 'ctrlD'] as const)('presses %s at a question: 130, and nothing was made', async (key) => {
    const terminal = atTerminal(`'${SETUP}' --no-secrets --repo '${stage.origin}'`);
    await terminal.see('Where should KTRDR be cloned to?');
    terminal.type(KEYS[key]);
    const { exitCode, shown } = await terminal.end();
    expect(exitCode).toBe(130);
    expect(shown).toMatch(/Interrupted/);
    expect(await readdir(stage.home)).toEqual([]);
  });

  test('closes the terminal at a question: it ends as that ends any program, and leaves no memory of it in a core file', async () => {
    const ended = join(stage.directory, 'ended');
    const command = `trap : HUP; '${process.execPath}' '${SETUP}' --no-secrets --repo '${stage.origin}'; echo "$?" >'${ended}'`;
    const env = { ...stage.environment(), ...OUTSIDE, ...uv.env };
    const terminal = openTerminal(`sh -c ${quoteArgument(command)}`, { cwd: stage.directory, env });
    await terminal.see('Where should KTRDR be cloned to?');
    terminal.close();
    await terminal.end();
    while (!existsSync(ended) || (await readFile(ended, 'utf8')) === '') await sleep(50);
    // 128 and the number of SIGHUP.
    expect(await readFile(ended, 'utf8')).toBe('129\n');
    expect(await readdir(stage.home)).toEqual([]);
  });

  test('presses Ctrl-C while git clones: 130, and nothing is left', async () => {
    // A transport that takes its time.
    const env = { GIT_CONFIG_GLOBAL: join(vault, 'gitconfig') };
    await writeFile(env.GIT_CONFIG_GLOBAL, '[protocol "ext"]\n  allow = always\n');
    const terminal = atTerminal(`'${SETUP}' --yes --no-secrets --repo 'ext::sleep 60'`, env);
    await terminal.see('Cloning into');
    terminal.type(KEYS.ctrlC);
    const { exitCode, shown } = await terminal.end();
    expect(exitCode).toBe(130);
    expect(shown).toMatch(/Nothing was kept[^]*Interrupted/);
    expect(existsSync(join(stage.home, 'Documents'))).toBe(false);
    expect(existsSync(recordFile())).toBe(false);
  });
});

describe('by flags alone', () => {
  test('what failed goes on with the next call, where it was', async () => {
    const flags = '--yes --no-secrets --branch small --json';
    const first = await setup(`${flags} --repo ${join(stage.directory, 'no-ktrdr.git')}`);
    expect(first.exitCode).toBe(1);
    expect(readDocument('error', first.stdout)).toMatchObject({ error: { code: 'CLONE_FAILED' } });
    expect(existsSync(join(stage.home, 'Documents'))).toBe(false);

    await uv.fail();
    const second = await setup(`${flags} --repo ${stage.origin}`);
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toMatch(
      /Failed to fetch[^]*What was done stays[^]*✓ cloned[^]*To continue \(sync, init, shared\)/,
    );

    await uv.mend();
    const release = await holdPort(9090);
    const third = await setup(`${flags} --repo ${stage.origin} --start`);
    await release();
    expect(third.exitCode).toBe(3);
    expect(JSON.parse(third.stdout)).toMatchObject({ error: { code: 'PORT_TAKEN' } });
    expect(third.stderr).toMatch(/✓ registered it as local-prod[^]*To continue \(start\)/);

    const fourth = assertOk(await setup(`${flags} --repo ${stage.origin} --start`));
    expect(readDocument('setup', fourth.stdout)).toMatchObject({
      done: ['start'],
      path: prod,
      instance: { state: 'running' },
    });
    expect(await uv.syncs()).toEqual([prod, prod]);
    expect(existsSync(recordFile())).toBe(false);
  });

  test('without secrets it ends with 4, before anything is made', async () => {
    const op = await fakeOp(vault, {
      items: [{ title: 'ktrdr-local-prod', fields: { ...SECRETS, jwt_secret: 'short' } }],
    });
    uv = fakeUv(vault, op.env['PATH']);
    const result = await setup(`--yes --repo ${stage.origin}`, { ...op.env, ...uv.env });
    expect(result.exitCode).toBe(4);
    expect(result.output).toMatch(/field jwt_secret is shorter than 32 characters/);
    for (const value of Object.values(SECRETS)) expect(result.output).not.toContain(value);
    expect(await readdir(stage.home)).toEqual([]);
  });

  test('with secrets.command in the settings it needs no op, and what the command prints is what the start gets', async () => {
    await nameCommand();
    const check = await setup('--check-only --json');
    expect(readDocument('setup-check', check.stdout)).toMatchObject({
      secrets: { source: 'the command of secrets.command', item: null, readable: true, fields: Object.keys(SECRETS) },
    });
    const result = assertOk(await setup(`--yes --repo ${stage.origin} --branch seen --shared minimal --start`));
    expect(result.output).toMatch(/✓ the command of secrets\.command has what its Compose file needs: db_password\n/);
    for (const text of [check.output, result.output]) {
      expect(text).not.toMatch(/\bop\b|1Password/);
      for (const value of Object.values(SECRETS)) expect(text).not.toContain(value);
    }
    const [container] = await stage.docker.containers('ktrdr-prod');
    const { stdout } = await execa('docker', ['exec', container?.id ?? '', 'printenv', 'DB_PASSWORD']);
    expect(stdout).toBe(SECRETS.db_password);
  });

  test('where nobody can be asked, it says which flag answers', async () => {
    const result = await setup(`--no-secrets --repo ${stage.origin}`);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/setup cannot ask[^]*--path[^]*--yes/i);
    expect(await readdir(stage.home)).toEqual([]);
  });

  test('--check-only says what is there, in a pipe without colours', async () => {
    const result = await setup('--check-only', { ...uv.env, CI: 'true' });
    expect(result.exitCode).toBe(0);
    expect(result.stdout).toMatch(/✓ git +\d[^]*✓ Docker Engine +\d[^]*✓ uv[^]*1Password item ktrdr-local-prod/);
    expect(result.stdout).not.toContain('\u001B[');
    expect(await readdir(stage.home)).toEqual([]);
  });

  test('a command that is not there is not found, also where a directory of the PATH cannot be looked into', async () => {
    const user = await ordinaryUser(stage.docker);
    const hidden = await mkdtemp(join(tmpdir(), 'hidden-'));
    await chmod(hidden, 0o000);
    try {
      const options = { cwd: '/', home: stage.home, program: SETUP, user, env: { PATH: hidden } };
      const { stdout } = await runKtrdr(['--check-only', '--no-secrets', '--json'], options);
      const { prerequisites } = z
        .object({ prerequisites: z.array(z.object({ tool: z.string(), problem: z.string().nullable() })) })
        .parse(JSON.parse(stdout));
      expect(prerequisites.filter(({ problem }) => problem !== 'missing')).toEqual([]);
      expect(prerequisites.map(({ tool }) => tool)).toContain('uv');
    } finally {
      await rm(hidden, { recursive: true });
    }
  });
});

async function holdPort(port: number): Promise<() => Promise<void>> {
  const server = await new Promise<Server>((resolve, reject) => {
    const listening = createServer().once('error', reject);
    listening.listen(port, () => resolve(listening));
  });
  return async () => await new Promise((resolve) => void server.close(() => resolve()));
}
