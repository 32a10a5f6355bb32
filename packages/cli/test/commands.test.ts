import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createContext } from '@ktrdr/instance';
import { fakeProcess, type FakeProcessOptions } from '@ktrdr/terminal/testing';
import { createProgram } from '../src/program/program.ts';

// What commands do as far as no Docker is needed; all else is in the end-to-end tests.
const root = realpathSync(mkdtempSync(join(tmpdir(), 'ktrdr-cli-')));
afterAll(() => rmSync(root, { recursive: true }));
const env = { PATH: processEnv['PATH'] ?? '', HOME: root, GIT_CONFIG_NOSYSTEM: '1' };

async function ktrdr(line: string, cwd = root, name = 'ktrdr', more: FakeProcessOptions = {}) {
  const { process, written } = fakeProcess({ env, cwd, ...more });
  const exitCodes: number[] = [];
  const program = createProgram({ process, name, version: '1.2.3', onDone: (code) => exitCodes.push(code) });
  const error: unknown = await program.parseAsync(line.split(' '), { from: 'user' }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { error, exitCodes, written };
}

describe('without a local-prod', () => {
  test.each(['up', 'down', 'status', 'logs'])(
    'local-prod %s: not in its directory, and how to make one',
    async (command) => {
      const { error, exitCodes, written } = await ktrdr(`local-prod ${command}`);
      expect(error).toMatchObject({
        code: 'NOT_IN_LOCAL_PROD',
        message: expect.stringMatching(/not in local-prod directory/i),
        hint: expect.stringContaining('ktrdr local-prod init'),
      });
      expect(exitCodes).toEqual([]);
      expect(written.stdout).toBe('');
    },
  );

  test('local-prod destroy: there is nothing to destroy', async () => {
    expect((await ktrdr('local-prod destroy --force')).error).toMatchObject({ code: 'NO_LOCAL_PROD' });
  });

  test('local-prod init where nothing is: must be a clone', async () => {
    expect((await ktrdr('local-prod init')).error).toMatchObject({
      code: 'NOT_A_CLONE',
      message: expect.stringContaining('must be a clone'),
    });
  });
});

describe('sandboxes', () => {
  test.each(['up', 'down', 'status', 'logs', 'shell'])(
    'sandbox %s where nothing is registered: how to make one',
    async (command) => {
      expect((await ktrdr(`sandbox ${command}`)).error).toMatchObject({
        code: 'NOT_IN_SANDBOX',
        hint: expect.stringMatching(/ktrdr sandbox init.*ktrdr sandbox create/),
      });
    },
  );

  test('sandbox shell has no JSON to give, wherever it is', async () => {
    expect((await ktrdr('sandbox shell --json')).error).toMatchObject({ code: 'USAGE' });
  });

  test.each(['create x', 'init'])('sandbox %s where nothing is: a clone or worktree of KTRDR', async (command) => {
    expect((await ktrdr(`sandbox ${command}`)).error).toMatchObject({
      code: 'NOT_A_CLONE',
      message: expect.stringContaining('a clone or a worktree of KTRDR'),
    });
  });

  test('sandbox list without any: none, and how to make one', async () => {
    const { exitCodes, written } = await ktrdr('sandbox list');
    expect(exitCodes).toEqual([0]);
    expect(written.stdout).toContain('ktrdr sandbox create');
    expect(JSON.parse((await ktrdr('sandbox list --json')).written.stdout)).toEqual({
      schemaVersion: 1,
      instances: [],
    });
  });
});

describe('an instance by its name', () => {
  test.each(['status nobody', 'status --instance nobody', 'status nobody --instance nobody'])('%s', async (line) => {
    expect((await ktrdr(line)).error).toMatchObject({
      code: 'NO_SUCH_INSTANCE',
      message: 'No instance is called nobody',
    });
  });

  test('two of them', async () => {
    const { error, exitCodes } = await ktrdr('status one --instance other');
    expect(error).toMatchObject({ exitCode: 1, message: 'error: two different instances are named, one and other' });
    expect(exitCodes).toEqual([]);
  });
});

describe('Ctrl-C when a sandbox is made, and nothing is left but to say so', () => {
  const clone = join(root, 'ktrdr');
  const bin = join(root, 'bin');
  const asked = join(root, 'asked');
  const git = (...args: string[]): string => execFileSync('git', ['-C', clone, ...args], { env, encoding: 'utf8' });

  /** Whether the worktree's lock says that it is whole: from then on the Engine does not answer any more. */
  const isWhole = (): boolean => {
    if (existsSync(join(clone, '.env.sandbox'))) return true;
    const worktrees = join(clone, '.git', 'worktrees');
    if (!existsSync(worktrees)) return false;
    const locks = readdirSync(worktrees).map((name) => join(worktrees, name, 'locked'));
    return !locks.some((lock) => existsSync(lock) && readFileSync(lock, 'utf8').includes('being created'));
  };
  /** An Engine that has nothing. */
  const engine = createServer(({ url = '' }, response) => {
    if (isWhole()) return writeFileSync(asked, '');
    response.setHeader('Api-Version', '1.45');
    response.end(url.includes('/volumes') ? '{"Volumes":null}' : '[]');
  });
  /** The same, for what the docker command is asked. */
  const docker = `#!/bin/sh
[ ! -e '${clone}/.env.sandbox' ] || { : >'${asked}'; exec sleep 1000; }
grep -qs 'being created' '${clone}'/.git/worktrees/*/locked || [ ! -d '${clone}/.git/worktrees' ] || { : >'${asked}'; exec sleep 1000; }
`;
  const socket = join(root, 'docker.sock');
  beforeAll(async () => await new Promise<void>((resolve) => engine.listen(socket, resolve)));
  afterAll(() => {
    engine.closeAllConnections();
    engine.close();
  });

  /** Runs a command in a new clone, and interrupts it once the Engine does not answer any more. */
  const interruptLate = async (command: string): ReturnType<typeof ktrdr> => {
    for (const directory of [clone, bin]) mkdirSync(directory);
    writeFileSync(join(bin, 'docker'), docker, { mode: 0o755 });
    git('init', '-q', '-b', 'main');
    const identity = ['-c', 'user.name=me', '-c', 'user.email=me@example.invalid'];
    git(...identity, 'commit', '-q', '--allow-empty', '-m', 'one');
    git('remote', 'add', 'origin', 'file:///nowhere/ktrdr.git');
    const controller = new AbortController();
    const watch = setInterval(() => existsSync(asked) && controller.abort(), 20);
    const result = await ktrdr(command, clone, 'ktrdr', {
      env: { ...env, PATH: `${bin}:${env.PATH}`, DOCKER_HOST: `unix://${socket}` },
      signal: controller.signal,
    });
    clearInterval(watch);
    return result;
  };

  test.each([
    // Of a machine on which other programs may have ports of the first ones.
    ['sandbox init', 'ktrdr--ktrdr', '[1-9]'],
    ['local-prod init', 'ktrdr-prod', '0'],
  ])('%s says so, with where it is', async (command, id, slot) => {
    const { error } = await interruptLate(command);
    expect(error).toMatchObject({
      code: 'INTERRUPTED',
      message: expect.stringMatching(`^Interrupted, but ${id} was initialized: ${clone}, slot ${slot}$`),
      hint: expect.stringMatching(/^To start it: ktrdr .* up\nTo remove it: ktrdr .* destroy/),
    });
    for (const directory of [clone, bin, asked, join(root, '.ktrdr')]) rmSync(directory, { recursive: true });
  });

  test.each([
    ['', 'says so'],
    [' --json', 'says so in its document'],
  ])('create%s %s, with where it is and how it goes on', async (flag) => {
    const created = await interruptLate(`sandbox create x${flag}`);
    const path = join(root, 'ktrdr--x');
    expect(created.error).toMatchObject({
      code: 'INTERRUPTED',
      message: `Interrupted, but the sandbox ktrdr--x was created: ${path}, slot 1`,
      hint: expect.stringMatching(/ktrdr--x && ktrdr sandbox up\nTo remove it: ktrdr sandbox destroy --name ktrdr--x/),
    });
    expect(created.written.stderr).not.toContain('Undone');
    expect(existsSync(join(path, '.env.sandbox'))).toBe(true);
    for (const directory of [clone, bin, path, asked, join(root, '.ktrdr')]) rmSync(directory, { recursive: true });
  });
});

test('with a local-prod elsewhere, commands say where it is', async () => {
  const clone = join(root, 'clone');
  mkdirSync(clone);
  const { registry } = createContext({ env, command: 'a test' });
  await registry.claimLocalProd({ path: clone, createdAt: '2026-01-02T03:04:05.000Z' });
  expect((await ktrdr('local-prod up')).error).toMatchObject({ hint: expect.stringContaining(`is at ${clone}`) });
  await registry.clearLocalProd();
});

test('called as ktrdr-env, it names itself so: in help, hints, results and to others who wait', async () => {
  const { written } = await ktrdr('sandbox list', root, 'ktrdr-env');
  expect(written.stdout).toContain('To create a sandbox: ktrdr-env sandbox create');
  const program = createProgram({ process: fakeProcess().process, name: 'ktrdr-env', version: '1', onDone: () => {} });
  expect(program.helpInformation()).toContain('Usage: ktrdr-env [options]');
});

describe('sandbox init-shared', () => {
  test('without saying what with: exit 1, and how to say it', async () => {
    expect((await ktrdr('sandbox init-shared')).error).toMatchObject({
      code: 'USAGE',
      hint: expect.stringMatching(/--from <path>[^]*--minimal/),
    });
  });

  test('copies from a path that is relative to where the command was given, and shows what is there', async () => {
    const checkout = join(root, 'ktrdr2');
    mkdirSync(join(checkout, 'data'), { recursive: true });
    writeFileSync(join(checkout, 'data', 'EURUSD.csv'), 'prices');
    const { error, exitCodes, written } = await ktrdr('sandbox init-shared --from ktrdr2');
    expect(error).toBeUndefined();
    expect(exitCodes).toEqual([0]);
    expect(written.stdout).toMatch(/copy shared data[^]*data +copied +1 file, 6 bytes\n +models +created +empty/);

    // What is there now is replaced only when somebody says so.
    expect((await ktrdr('sandbox init-shared --from ktrdr2')).error).toMatchObject({ code: 'SHARED_EXISTS' });
    const again = await ktrdr('sandbox init-shared --from ktrdr2 --yes --json');
    expect(JSON.parse(again.written.stdout)).toMatchObject({
      path: join(root, '.ktrdr', 'shared'),
      directories: [{ name: 'data', state: 'copied', files: 1, bytes: 6 }, { state: 'kept' }, { state: 'kept' }],
    });
  });
});
