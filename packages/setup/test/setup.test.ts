import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import process, { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { directoryIdentity } from '@ktrdr/instance/internal';
import type { RunVisible } from '../src/steps/run-visible.ts';
import type { SetupOptions } from '../src/setup-options.ts';
import { quietly, setStage, type Stage } from './support/stage.ts';

// Real git and real files; docker and uv are stand-ins. With the real Engine, and at a terminal: e2e/specs/setup.e2e.ts

let stage: Stage;
let path: string;
let recordFile: string;
// A file system of its own size can be mounted by root, on Linux.
const canMount = process.platform === 'linux' && process.getuid?.() === 0;
const SHOP = 'https://example.invalid/shop.git';
const plain = { yes: true, secrets: false, shared: 'skip' } satisfies Partial<SetupOptions>;

beforeEach(async () => {
  stage = await setStage();
  path = join(stage.home, 'Documents', 'dev', 'ktrdr-prod');
  recordFile = join(stage.home, '.ktrdr', 'sandbox', 'setup.json');
});
afterEach(() => stage.strike());

const uvCalls = (): string[] =>
  existsSync(stage.env['FAKE_UV_CALLS'] ?? '')
    ? readFileSync(stage.env['FAKE_UV_CALLS'] ?? '', 'utf8')
        .split('\n')
        .filter(Boolean)
    : [];
const gitItself = (): string => readlinkSync(join(stage.directory, 'bin', 'git'));
const failUv = (): void => writeFileSync(stage.env['FAKE_UV_FAILS'] ?? '', '');
const mendUv = (): void => rmSync(stage.env['FAKE_UV_FAILS'] ?? '');

/** What a killed setup has left: the clone that git worked on, beside another directory of that kind, and its record. */
async function killedClone(different: { directory?: object | undefined; repo?: string } = {}) {
  const parent = join(stage.home, 'Documents', 'dev');
  const partial = join(parent, '.ktrdr-prod.setup-0123abcd');
  for (const each of [partial, join(parent, '.ktrdr-prod.setup-ffffffff')]) mkdirSync(each, { recursive: true });
  mkdirSync(join(recordFile, '..'), { recursive: true });
  const directory = await directoryIdentity(partial);
  const record = { path, startedAt: '2026-01-02T03:04:05.000Z', partial, directory, done: [], ...different };
  writeFileSync(recordFile, JSON.stringify(record));
  return { partial, left: () => readdirSync(parent).toSorted((a, b) => a.localeCompare(b)) };
}

/** Surroundings in which Ctrl-C comes while a command runs that ends well all the same. */
function interruptedIn(name: string) {
  const controller = new AbortController();
  const runVisible: RunVisible = async (command, args, options) => {
    const result = await quietly(command, args, options);
    if (command === name) controller.abort();
    return result;
  };
  return { runVisible, signal: controller.signal };
}

/** Puts files on the branch that is cloned. */
async function addFiles(): Promise<void> {
  const seed = join(stage.directory, 'seed');
  for (const name of ['a', 'b']) writeFileSync(join(seed, `${name}.txt`), `${name}\n`);
  await stage.git(seed, 'add', '--all');
  await stage.git(seed, 'commit', '--quiet', '-m', 'two');
  await stage.git(seed, 'push', '--quiet', 'origin', 'HEAD:main');
}

describe('setup', () => {
  test('clones, installs, registers, makes shared data, and leaves no record', async () => {
    const { exitCode, error, stdout } = await stage.setup({ yes: true, secrets: false });
    expect([exitCode, error]).toEqual([0, undefined]);
    expect(await stage.context.registry.getLocalProd()).toMatchObject({ path, slot: 0 });
    expect(readFileSync(join(path, '.env.sandbox'), 'utf8')).toContain('INSTANCE_ID=ktrdr-prod');
    expect(uvCalls()).toEqual([path]);
    expect(readdirSync(join(stage.home, '.ktrdr', 'shared')).toSorted((a, b) => a.localeCompare(b))).toEqual([
      'data',
      'models',
      'strategies',
    ]);
    expect(existsSync(recordFile)).toBe(false);
    expect(stdout).toMatch(
      /KTRDR local-prod setup[^]*Prerequisites[^]*1Password item ktrdr-local-prod[^]*local-prod is set up/,
    );
    expect(stdout).toContain(`cd ${path}`);
    expect(stdout).toContain('ktrdr local-prod up --no-secrets');
  });

  test('with --events, stderr has events alone, and what tools write is among them', async () => {
    const { exitCode, stderr } = await stage.setup({ ...plain, events: true, json: true });
    const events = stderr
      .trim()
      .split('\n')
      .map((line): { type: string; tool?: string; text?: string } => JSON.parse(line));
    expect(exitCode).toBe(0);
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['text', 'output']));
    expect(events).toContainEqual(expect.objectContaining({ type: 'output', tool: 'git' }));
  });

  test.each(['SIGKILL', 'SIGTERM'])('with --events it names %s that has ended git, as without', async (signal) => {
    const git = join(stage.directory, 'git');
    writeFileSync(git, `#!/bin/sh\n[ "$1" != clone ] || kill -${signal.slice(3)} $$\nexec "${gitItself()}" "$@"\n`, {
      mode: 0o755,
    });
    const env = { PATH: `${stage.directory}:${stage.env['PATH'] ?? ''}` };
    const { error } = await stage.setup({ ...plain, events: true }, { env });
    expect(error).toMatchObject({ code: 'CLONE_FAILED', message: expect.stringContaining(`(${signal} ended it)`) });
  });

  test('with --events nobody is asked', async () => {
    const { error } = await stage.setup({ secrets: false, events: true });
    expect(error).toMatchObject({ code: 'NOT_ANSWERED' });
  });

  test('with --json prints one document, and all else on stderr', async () => {
    const { stdout, stderr } = await stage.setup({ ...plain, json: true });
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({
      path,
      repo: stage.origin,
      done: ['clone', 'sync', 'init'],
      instance: { id: 'ktrdr-prod', slot: 0, path, state: 'stopped' },
      next: expect.arrayContaining([`cd ${path}`, 'ktrdr local-prod up --no-secrets']),
    });
    expect(stderr).toMatch(/cloned .* to /);
  });

  test('takes a relative path and a relative repository from where it is called, and a branch', async () => {
    const options = { ...plain, path: 'here/prod', repo: 'origin/ktrdr.git', branch: 'other' };
    expect(await stage.setup(options)).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(stage.directory, 'here', 'prod', '.git', 'HEAD'), 'utf8')).toContain('refs/heads/other');
  });

  test('copies shared data, and keeps what is there', async () => {
    const from = join(stage.directory, 'old');
    mkdirSync(join(from, 'data'), { recursive: true });
    writeFileSync(join(from, 'data', 'EURUSD.csv'), '1.1\n');
    expect(await stage.setup({ ...plain, shared: from })).toMatchObject({ exitCode: 0 });
    const copied = join(stage.home, '.ktrdr', 'shared', 'data', 'EURUSD.csv');
    expect(readFileSync(copied, 'utf8')).toBe('1.1\n');

    writeFileSync(join(from, 'data', 'EURUSD.csv'), '2.2\n');
    const again = await stage.setup({ ...plain, shared: from });
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toMatch(/kept the existing shared data.*init-shared --from/);
    expect(readFileSync(copied, 'utf8')).toBe('1.1\n');
  });

  test.each([
    ['that is the shared data itself', 'home/.ktrdr/shared', 'SHARED_OVERLAP', 'Copy from a directory elsewhere'],
    ['with nothing to copy', 'empty', 'NO_SHARED_SOURCE', 'ktrdr sandbox init-shared --minimal'],
  ])(
    'a source of shared data %s is refused before anything is done, in words that setup has',
    async (_, at, code, words) => {
      const from = join(stage.directory, at);
      mkdirSync(join(from, 'data'), { recursive: true });
      const { error } = await stage.setup({ ...plain, shared: from });
      expect(error).toMatchObject({ code, hint: expect.stringContaining(words) });
      expect(error).not.toMatchObject({ hint: expect.stringMatching(/with --(from|minimal)/) });
      expect(existsSync(path)).toBe(false);
    },
  );

  test('interrupted in a step that comes to its end, it begins no other, and says so where that was the last', async () => {
    const between = await stage.setup(plain, interruptedIn('uv'));
    expect(between.error).toMatchObject({ name: 'AbortError' });
    expect(between.stdout).toMatch(/✓ installed[^]*To continue \(init\): /);
    expect(between.stdout).not.toContain('[3/3]');
    expect(await stage.context.registry.getLocalProd()).toBeUndefined();

    expect(await stage.setup(plain)).toMatchObject({ exitCode: 0 });
    rmSync(join(path, '.venv'), { recursive: true });
    const last = await stage.setup(plain, interruptedIn('uv'));
    expect(last.error).toMatchObject({ name: 'AbortError' });
    expect(last.stdout).toContain(`Nothing is left to do: ${path} is set up.`);
    expect(existsSync(recordFile)).toBe(false);
  });

  test('a clone that is moved away with its directory while git works is not taken for gone', async () => {
    const [parent, aside] = [dirname(path), join(stage.home, 'aside')];
    const moving: RunVisible = async (command, args, options) => {
      const result = await quietly(command, args, options);
      if (command === 'git') renameSync(parent, aside);
      return result;
    };
    const moved = await stage.setup(plain, { runVisible: moving });
    expect(moved.error).toMatchObject({
      code: 'CLONE_REPLACED',
      message: expect.stringContaining('was moved in the meantime'),
    });
    expect(moved.stdout).not.toContain('Nothing is left');
    renameSync(aside, parent);
    const again = await stage.setup(plain);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(again.stdout).toContain('an earlier setup had cloned it');
  });

  test('names what setups of other places have left, until it is gone, and forgets them then', async () => {
    const { partial } = await killedClone();
    failUv();
    const second = join(stage.directory, 'second', 'prod');
    await stage.setup({ ...plain, path: second });
    mendUv();
    const third = { ...plain, path: join(stage.directory, 'third', 'prod') };
    const told = await stage.setup(third);
    expect(told.exitCode).toBe(0);
    expect(told.stdout).toContain(`An unfinished setup of ${path} left ${partial}.`);
    expect(told.stdout).toContain(`rm -r ${second}\n`);
    rmSync(partial, { recursive: true });
    expect((await stage.setup(third)).stdout).not.toContain(partial);
    expect(readFileSync(recordFile, 'utf8')).not.toContain(path);
    rmSync(second, { recursive: true });
    expect((await stage.setup(third)).stdout).not.toContain('has left');
    expect(existsSync(recordFile)).toBe(false);
  });

  (canMount ? test : test.skip)(
    'a full disk of its record is told as that, and setup goes on once there is room',
    async () => {
      const home = join(stage.home, '.ktrdr');
      mkdirSync(home);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=100k', 'none', home]);
      try {
        const fill: RunVisible = async (command, args, options) => {
          if (command === 'uv')
            expect(() => writeFileSync(join(home, 'fill'), Buffer.alloc(200_000))).toThrow(/ENOSPC/);
          return await quietly(command, args, options);
        };
        const full = await stage.setup(plain, { runVisible: fill });
        expect(full.error).toMatchObject({
          code: 'DISK_FULL',
          hint: expect.stringContaining(`df -h ${join(home, 'sandbox')}`),
        });
        expect(full.stdout).toMatch(
          /What was done stays:[^]*cloned[^]*installed[^]*To continue \(sync, init\): ktrdr-setup --path/,
        );
        rmSync(join(home, 'fill'));
        expect(await stage.setup(plain)).toMatchObject({ exitCode: 0, error: undefined });
      } finally {
        execFileSync('umount', [home]);
      }
    },
  );

  test('inside another repository goes on with --yes, and says so', async () => {
    const around = join(stage.directory, 'around');
    mkdirSync(around);
    await stage.git(around, 'init', '--quiet');
    const { exitCode, stdout } = await stage.setup({ ...plain, path: join(around, 'prod') });
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`is inside the repository ${around}`);
  });

  test('inside a uv workspace leaves that as it is', async () => {
    const around = join(stage.directory, 'mono');
    mkdirSync(around);
    writeFileSync(join(around, 'pyproject.toml'), '[tool.uv.workspace]\nmembers = ["*"]\n');
    const told: unknown[] = [];
    const runVisible: RunVisible = async (called, args, { cwd, env }) => {
      if (called === 'git') await stage.git(cwd, ...args);
      else told.push([...args, env['UV_PROJECT_ENVIRONMENT']]);
      return { exitCode: 0, missing: false };
    };
    expect(await stage.setup({ ...plain, path: join(around, 'prod') }, { runVisible })).toMatchObject({ exitCode: 0 });
    expect(told).toEqual([['sync', '--frozen', join(around, 'prod', '.venv')]]);
  });

  test('a token in the query of the repository is neither shown nor kept', async () => {
    const runVisible: RunVisible = async (called, args, { cwd }) => {
      if (called === 'git') await stage.git(cwd, 'clone', '--quiet', stage.origin, args.at(-1) ?? '');
      return { exitCode: called === 'git' ? 0 : 1, missing: false };
    };
    const repo = 'https://git.example.invalid/ktrdr.git?private_token=canary';
    const { stdout, stderr, error } = await stage.setup({ ...plain, repo }, { runVisible });
    expect(error).toMatchObject({ code: 'SYNC_FAILED' });
    expect(stdout).toContain('--repo https://git.example.invalid/ktrdr.git ');
    expect(stdout + stderr + readFileSync(recordFile, 'utf8')).not.toContain('canary');
  });

  test('is not led astray by git variables of a hook', async () => {
    const env = { GIT_DIR: join(stage.directory, 'nowhere'), GIT_WORK_TREE: stage.directory };
    expect(await stage.setup(plain, { env })).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(path, '.git'))).toBe(true);
    expect(existsSync(join(stage.directory, 'nowhere'))).toBe(false);
  });
});

const refused = async (options: Partial<SetupOptions>, env: Record<string, string> = {}): Promise<Error> => {
  const { error } = await stage.setup(options, { env });
  expect(uvCalls()).toEqual([]);
  expect(existsSync(recordFile)).toBe(false);
  if (!(error instanceof Error)) throw new Error('it was not refused');
  return error;
};

describe('setup is refused, and changes nothing', () => {
  test('when the destination exists', async () => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'work.txt'), 'days of it');
    expect(await refused(plain)).toMatchObject({ code: 'DESTINATION_EXISTS' });
    expect(readdirSync(path)).toEqual(['work.txt']);
  });

  test('when the destination is an empty directory, or a link that leads nowhere', async () => {
    mkdirSync(path, { recursive: true });
    expect(await refused(plain)).toMatchObject({ code: 'DESTINATION_EXISTS' });
    expect(readdirSync(path)).toEqual([]);
    const link = join(stage.home, 'link');
    symlinkSync('nowhere', link);
    expect(await refused({ ...plain, path: link })).toMatchObject({ code: 'DESTINATION_EXISTS' });
    expect(readlinkSync(link)).toBe('nowhere');
  });

  test('when a file is in the way', async () => {
    writeFileSync(join(stage.home, 'Documents'), '');
    expect(await refused(plain)).toMatchObject({ code: 'PLACE_UNUSABLE', message: expect.stringContaining(path) });
  });

  test.each<[string, string, RegExp]>([
    ['in shared data', '.ktrdr/shared/strategies/prod', /is shared data/],
    ['in the directory of KTRDR', '.ktrdr', /is reserved for ktrdr's own files/],
    ['with a name that leaves no room', 'ä'.repeat(120), /longer than 239 bytes/],
  ])('when the destination is %s', async (_, place, why) => {
    expect(await refused({ ...plain, path: join(stage.home, place) })).toMatchObject({
      code: 'PLACE_UNUSABLE',
      message: expect.stringMatching(why),
    });
    expect(existsSync(join(stage.home, '.ktrdr', 'shared'))).toBe(false);
  });

  (process.getuid?.() === 0 ? test.skip : test)('when nothing may be made where it is to be', async () => {
    mkdirSync(join(stage.home, 'theirs'), { mode: 0o555 });
    expect(await refused({ ...plain, path: join(stage.home, 'theirs', 'a', 'prod') })).toMatchObject({
      code: 'PLACE_UNUSABLE',
      message: expect.stringContaining('EACCES'),
    });
  });

  test('when local-prod is registered elsewhere, saying where', async () => {
    await stage.context.registry.claimLocalProd({ path: '/elsewhere', createdAt: '2026-01-02T03:04:05.000Z' });
    const error = await refused({ ...plain, path });
    expect(error).toMatchObject({ code: 'LOCAL_PROD_EXISTS', message: expect.stringContaining('/elsewhere') });
    expect(existsSync(path)).toBe(false);
    // Also without a path, before anything is asked.
    expect(await refused({ secrets: false })).toMatchObject({ code: 'LOCAL_PROD_EXISTS' });
  });

  test('when the Engine does not run, or uv is missing', async () => {
    expect(await refused(plain, { FAKE_DOCKER_DOWN: '1' })).toMatchObject({
      code: 'PREREQUISITES_MISSING',
      message: expect.stringContaining('Docker Engine'),
    });
    expect(await refused(plain, { PATH: join(stage.directory, 'bin') })).toMatchObject({
      code: 'PREREQUISITES_MISSING',
      message: expect.stringMatching(/docker.*uv/),
    });
  });

  test('when 1Password cannot be read and nobody said to go on without', async () => {
    expect(await refused({ ...plain, secrets: true })).toMatchObject({ code: 'SECRETS_UNAVAILABLE' });
  });

  test('when shared data is to come from nowhere', async () => {
    expect(await refused({ ...plain, shared: 'nowhere' })).toMatchObject({ code: 'NO_SHARED_SOURCE' });
  });

  test('when volumes of an earlier local-prod are there: only --keep-volumes answers', async () => {
    stage.engine.volumes = ['ktrdr-prod_postgres_data'];
    expect(await refused(plain)).toMatchObject({
      code: 'INHERITED_VOLUMES',
      hint: expect.stringMatching(/--keep-volumes.*docker volume rm ktrdr-prod_postgres_data/),
    });
    expect(await stage.setup({ ...plain, keepVolumes: true })).toMatchObject({ exitCode: 0 });
  });

  test.each<[Partial<SetupOptions>, RegExp]>([
    [{}, /--path/],
    [{ path: 'a' }, /--shared/],
    [{ path: 'a', shared: 'skip' }, /--start or --no-start/],
  ])('when nobody can be asked: after %j the next flag is named', async (options, flag) => {
    expect(await refused({ secrets: false, ...options })).toMatchObject({
      code: 'NOT_ANSWERED',
      hint: expect.stringMatching(flag),
    });
  });

  test('when the record of an earlier setup cannot be read, which stays as it is', async () => {
    mkdirSync(join(recordFile, '..'), { recursive: true });
    writeFileSync(recordFile, '{"path": ');
    const { error } = await stage.setup(plain);
    expect(error).toMatchObject({ code: 'SETUP_RECORD_UNREADABLE', hint: expect.stringContaining(recordFile) });
    rmSync(recordFile);
    mkdirSync(recordFile);
    expect((await stage.setup(plain)).error).toMatchObject({ hint: expect.stringContaining(`rm -r ${recordFile}`) });
    rmSync(recordFile, { recursive: true });
    writeFileSync(recordFile, '{"path": ');
    expect(readFileSync(recordFile, 'utf8')).toBe('{"path": ');
  });
});

test('flags answer everything: no --yes is needed', async () => {
  expect(await stage.setup({ secrets: false, path: 'a', shared: 'skip', start: false })).toMatchObject({ exitCode: 0 });
});

describe('the 1Password item', () => {
  const FAKE_OP = fileURLToPath(new URL('../../secrets/test/fake-op', import.meta.url));
  const FIELDS = { db_password: 'canary-db', jwt_secret: 'canary-of-thirty-two-characters-or-more' };
  const wanting = { yes: true, secrets: true, shared: 'skip', vault: 'Work' } satisfies Partial<SetupOptions>;
  /** A machine with an account whose vault Work has the item, and a Compose file that reads these variables. */
  const withItem = (fields: object, reads: string): Record<string, string> => {
    const scenario = join(stage.directory, 'op.json');
    const items = [
      { title: 'ktrdr-local-prod', vault: 'Work', fields },
      { title: 'ktrdr-local-prod', vault: 'Home', fields: {} },
    ];
    writeFileSync(scenario, JSON.stringify({ items }));
    return {
      PATH: `${FAKE_OP}:${stage.env['PATH']}:${dirname(execPath)}`,
      FAKE_OP_SCENARIO: scenario,
      FAKE_OP_CALLS: join(stage.directory, 'op-calls'),
      FAKE_DOCKER_READS: reads,
    };
  };

  test.each([
    ['account', { fails: 'several-accounts' }],
    ['vault', { serviceAccount: true, items: [{ title: 'ktrdr-local-prod', fields: FIELDS }] }],
  ])('whose %s must be named: it says how, and goes no further', async (what, scenario) => {
    const env = withItem(FIELDS, 'DB_PASSWORD');
    writeFileSync(env['FAKE_OP_SCENARIO'] ?? '', JSON.stringify(scenario));
    const { vault: _, ...withoutVault } = wanting;
    const { exitCode, stdout } = await stage.setup(withoutVault, { env });
    expect(exitCode).not.toBe(0);
    expect(stdout).toMatch(new RegExp(`--${what} <name>.*ktrdr config set secrets\\.${what} <name>`));
  });

  test('needs the fields that the Compose file of the clone reads, and no others; its vault is remembered', async () => {
    const env = withItem(FIELDS, 'DB_PASSWORD JWT_SECRET');
    const { exitCode, stdout } = await stage.setup(wanting, { env });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /op can read ktrdr-local-prod: db_password, jwt_secret\n.*no anthropic_api_key, grafana_password/,
    );
    expect(stdout).toContain('ktrdr-local-prod has what its Compose file needs: db_password, jwt_secret');
    expect(stdout).toContain('op item create --category=securenote --title=ktrdr-local-prod --vault Work');
    expect(readFileSync(join(path, '.env.sandbox'), 'utf8')).toContain('\nKTRDR_OP_VAULT=Work\n');
    expect(readFileSync(env['FAKE_OP_CALLS'] ?? '', 'utf8').match(/"item","get"/g)).toHaveLength(1);

    const { vault: _, ...withoutVault } = wanting;
    const again = await stage.setup({ ...withoutVault, json: true }, { env });
    expect(again.error).toBeUndefined();
    expect(again.stderr).toMatch(/Its Compose\s+file reads these fields:\n {2}db_password.*\n {2}jwt_secret.*\nCreate/);
  });

  test('that lacks one which the clone needs ends it after the clone; the next setup knows before anything else', async () => {
    const env = withItem(FIELDS, 'DB_PASSWORD GF_ADMIN_PASSWORD');
    const first = await stage.setup(wanting, { env });
    expect(first.error).toMatchObject({
      code: 'SECRETS_UNAVAILABLE',
      message: expect.stringContaining('there is no field grafana_password'),
    });
    expect(first.stdout).toMatch(/✓ cloned [^]*To continue \(secrets, sync, init\): .*--vault Work --no-start --yes/);
    expect(JSON.parse(readFileSync(recordFile, 'utf8'))).toMatchObject({ vault: 'Work', done: ['clone'] });
    expect(uvCalls()).toEqual([]);

    const { vault: _, ...withoutVault } = wanting;
    const second = await stage.setup(withoutVault, { env });
    expect(second.error).toMatchObject({ code: 'SECRETS_UNAVAILABLE' });
    expect(second.stdout).not.toMatch(/\[1\//);
    expect(
      await stage.setup(withoutVault, {
        env: withItem({ ...FIELDS, grafana_password: 'canary' }, 'GF_ADMIN_PASSWORD'),
      }),
    ).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(path, '.env.sandbox'), 'utf8')).toContain('\nKTRDR_OP_VAULT=Work\n');
  });

  test('a vault and an account that are named once local-prod is registered are remembered too', async () => {
    await stage.setup(plain);
    const env = withItem(FIELDS, 'DB_PASSWORD');
    expect(await stage.setup({ ...wanting, account: 'me' }, { env })).toMatchObject({ exitCode: 0 });
    expect(readFileSync(join(path, '.env.sandbox'), 'utf8')).toContain('\nKTRDR_OP_ACCOUNT=me\nKTRDR_OP_VAULT=Work\n');
  });

  test('is the one that the settings name, in their vault and account', async () => {
    const env = withItem(FIELDS, 'DB_PASSWORD');
    const secrets = { items: { 'local-prod': 'mine' }, vault: 'Work', account: 'me' };
    const items = [{ title: 'mine', vault: 'Work', fields: FIELDS }];
    writeFileSync(env['FAKE_OP_SCENARIO'] ?? '', JSON.stringify({ items, accounts: ['me'] }));
    writeSettings({ secrets });
    const { vault: _, ...withoutVault } = wanting;
    const { exitCode, stdout } = await stage.setup(withoutVault, { env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('op item create --category=securenote --title=mine --vault Work --account me');
    expect(stdout).toMatch(/op can read mine: db_password[^]*1Password item mine has what its Compose file needs/);
    expect(readFileSync(join(path, '.env.sandbox'), 'utf8')).not.toContain('KTRDR_OP_');
  });

  test('--check-only asks for what the Compose file of a clone that is there reads', async () => {
    await stage.setup(plain);
    const env = withItem(FIELDS, 'DB_PASSWORD');
    const { stdout } = await stage.setup({ checkOnly: true, json: true, vault: 'Work' }, { env });
    expect(JSON.parse(stdout)).toMatchObject({ secrets: { readable: true, fields: ['db_password'] } });
  });
});

const writeSettings = (settings: object): void => {
  const file = join(stage.home, '.ktrdr', 'config.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(settings));
};

/** A machine without op, and a program that prints secrets for a Compose file that reads DB_PASSWORD. */
const withCommand = (script: string): { env: Record<string, string> } => {
  const program = join(stage.directory, 'my-secrets');
  writeFileSync(program, `#!/bin/sh\necho "$KTRDR_INSTANCE" >>"${program}.calls"\n${script}\n`, { mode: 0o755 });
  writeSettings({ secrets: { command: [program] } });
  return { env: { FAKE_DOCKER_READS: 'DB_PASSWORD', PATH: `${stage.env['PATH']}:${dirname(execPath)}` } };
};

describe('with secrets.command in the settings', () => {
  const wanting = { yes: true, secrets: true, shared: 'skip' } satisfies Partial<SetupOptions>;

  test('it is asked in place of 1Password, once, and op is neither needed nor named', async () => {
    const { exitCode, stdout } = await stage.setup(wanting, withCommand(`echo '{"db_password": "canary-db"}'`));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /Secrets from the command of secrets\.command[^]*✓ the command of secrets\.command prints: db_/,
    );
    expect(stdout).toContain('the command of secrets.command has what its Compose file needs: db_password');
    expect(stdout).not.toMatch(/\bop\b|1Password|canary/);
    expect(readFileSync(join(stage.directory, 'my-secrets.calls'), 'utf8')).toBe('ktrdr-prod\n');
  });

  test.each([
    [`echo '{"jwt_secret": "canary-of-thirty-two-characters-or-more"}'`, /there is no field db_password/],
    [`echo '{"db_password": "canary"}'; echo locked >&2; exit 3`, /failed with exit code 3/],
  ])('what it lacks, and that it fails, ends setup: %s', async (script, message) => {
    const { error, stdout } = await stage.setup(wanting, withCommand(script));
    expect(error).toMatchObject({ code: 'SECRETS_UNAVAILABLE', message: expect.stringMatching(message) });
    expect(stdout).not.toMatch(/\bop\b|1Password|canary/);
  });

  test('--check-only says what it prints', async () => {
    const surroundings = withCommand(`echo '{"db_password": "canary-db"}'`);
    const { stdout, stderr } = await stage.setup({ checkOnly: true, json: true }, surroundings);
    const secrets = { source: 'the command of secrets.command', item: null, readable: true, fields: ['db_password'] };
    expect(JSON.parse(stdout)).toMatchObject({ secrets });
    expect(stdout + stderr).not.toMatch(/\bop\b|canary/);
  });

  test('--vault asks 1Password all the same', async () => {
    const { error } = await stage.setup({ ...wanting, vault: 'Work' }, withCommand('echo {}'));
    expect(error).toMatchObject({ reason: 'not-installed' });
  });

  test('settings that cannot be understood end it before anything is done', async () => {
    const surroundings = withCommand('');
    writeSettings({ secrets: { command: 'one text' } });
    expect((await stage.setup(wanting, surroundings)).error).toMatchObject({ code: 'SETTINGS_INVALID' });
    expect(readdirSync(stage.home)).toEqual(['.ktrdr']);
  });
});

/** A git that fails, while another directory takes the place of what it clones to. */
const replacing: RunVisible = async (_, args, { cwd }) => {
  const partial = join(cwd, args.at(-1) ?? '');
  renameSync(partial, `${partial}.moved`);
  mkdirSync(partial);
  writeFileSync(join(partial, 'thesis.txt'), 'mine');
  return await Promise.resolve({ exitCode: 128, missing: false });
};

describe('after a failure', () => {
  test('of the clone nothing is left, also of the directories on the way; the next setup starts anew', async () => {
    const { error, stdout } = await stage.setup({ ...plain, repo: join(stage.directory, 'no-ktrdr.git') });
    expect(error).toMatchObject({ code: 'CLONE_FAILED' });
    expect(stdout).toMatch(/Nothing was kept/);
    expect(readdirSync(stage.home)).toEqual(['.ktrdr']);
    expect(existsSync(recordFile)).toBe(false);
    expect(await stage.setup(plain)).toMatchObject({ exitCode: 0 });
  });

  test('of the clone, what was there before stays', async () => {
    mkdirSync(join(stage.home, 'Documents'));
    await stage.setup({ ...plain, repo: join(stage.directory, 'no-ktrdr.git') });
    expect(readdirSync(stage.home).toSorted((a, b) => a.localeCompare(b))).toEqual(['.ktrdr', 'Documents']);
    expect(readdirSync(join(stage.home, 'Documents'))).toEqual([]);
  });

  test('of the clone, another directory that has taken its place stays', async () => {
    expect((await stage.setup(plain, { runVisible: replacing })).error).toMatchObject({ code: 'CLONE_FAILED' });
    const left = readdirSync(dirname(path)).filter((name) => /\.setup-[0-9a-f]{8}$/.test(name));
    expect(left.map((name) => readdirSync(join(dirname(path), name)))).toEqual([['thesis.txt']]);
  });

  test('a repository that is not KTRDR is removed again, before anything of it is run', async () => {
    const shop = join(stage.directory, 'shop.git');
    await stage.git(stage.directory, 'clone', '--quiet', '--bare', stage.origin, shop);
    const cloneOfShop: RunVisible = async (_, args, { cwd }) => {
      const target = join(cwd, args.at(-1) ?? '');
      await stage.git(cwd, 'clone', '--quiet', shop, target);
      // Where the test runs, every path contains "ktrdr".
      await stage.git(target, 'remote', 'set-url', 'origin', SHOP);
      return { exitCode: 0, missing: false };
    };
    const { error } = await stage.setup({ ...plain, repo: SHOP }, { runVisible: cloneOfShop });
    expect(error).toMatchObject({ code: 'NOT_KTRDR' });
    expect(readdirSync(stage.home)).toEqual(['.ktrdr']);
    expect(uvCalls()).toEqual([]);
  });

  test('of uv sync the clone stays; the next setup goes on there', async () => {
    failUv();
    const { error, stdout } = await stage.setup(plain);
    expect(error).toMatchObject({ code: 'SYNC_FAILED' });
    expect(stdout).toMatch(
      /What was done stays:\n {2}✓ cloned [^]*To continue \(sync, init\): ktrdr-setup --path .*--no-secrets --no-start --yes/,
    );
    expect(JSON.parse(readFileSync(recordFile, 'utf8'))).toMatchObject({ path, done: ['clone'] });
    expect(await stage.context.registry.getLocalProd()).toBeUndefined();

    mendUv();
    writeFileSync(join(path, 'mine.txt'), 'written in between');
    const { exitCode, stdout: second } = await stage.setup({ ...plain, json: true });
    expect(exitCode).toBe(0);
    expect(JSON.parse(second)).toMatchObject({ done: ['sync', 'init'] });
    expect(existsSync(join(path, 'mine.txt'))).toBe(true);
    expect(existsSync(recordFile)).toBe(false);
  });

  test('of uv sync, an environment elsewhere that somebody has linked to is left alone', async () => {
    failUv();
    await stage.setup(plain);
    mendUv();
    const theirs = join(stage.home, 'research');
    mkdirSync(theirs);
    symlinkSync(theirs, join(path, '.venv'));
    const { error } = await stage.setup(plain);
    expect(error).toMatchObject({ code: 'SYNC_FAILED', hint: expect.stringContaining(`rm ${join(path, '.venv')}`) });
    expect(uvCalls()).toEqual([path]);
    rmSync(join(path, '.venv'));
    expect(await stage.setup(plain)).toMatchObject({ exitCode: 0 });
  });

  test('of uv sync, what was installed there by hand stays', async () => {
    failUv();
    await stage.setup(plain);
    mkdirSync(join(path, '.venv'));
    const told: (readonly string[])[] = [];
    const runVisible: RunVisible = async (_, args) => {
      told.push(args);
      return await Promise.resolve({ exitCode: 0, missing: false });
    };
    await stage.setup(plain, { runVisible });
    expect(told).toEqual([['sync', '--inexact']]);
  });

  test('of uv sync, it is done also where somebody has registered the clone by then', async () => {
    failUv();
    await stage.setup(plain);
    mendUv();
    await stage.context.registry.claimLocalProd({ path, createdAt: '2026-01-02T03:04:05.000Z' });
    expect(await stage.setup(plain)).toMatchObject({ exitCode: 0 });
    expect(existsSync(join(path, '.venv'))).toBe(true);
  });

  test.each(['uv', 'git'])('of %s by a signal, it is named', async (command) => {
    const runVisible: RunVisible = async (called, args, { cwd }) => {
      if (called === command) return { exitCode: undefined, signal: 'SIGKILL', missing: false };
      await stage.git(cwd, ...args);
      return { exitCode: 0, missing: false };
    };
    expect((await stage.setup(plain, { runVisible })).error).toMatchObject({
      message: expect.stringContaining('(SIGKILL ended it)'),
      hint: expect.not.stringContaining('above'),
    });
  });

  test('with another branch it refuses to go on, and a clone that somebody put in its place is not its own', async () => {
    failUv();
    await stage.setup(plain);
    mendUv();
    expect((await stage.setup({ ...plain, branch: 'other' })).error).toMatchObject({ code: 'SETUP_DIFFERS' });
    renameSync(path, `${path}.moved`);
    cpSync(`${path}.moved`, path, { recursive: true });
    expect((await stage.setup(plain)).error).toMatchObject({ code: 'DESTINATION_EXISTS' });
    expect(uvCalls()).toEqual([path]);
    expect(await stage.context.registry.getLocalProd()).toBeUndefined();
  });

  test('a setup that is finished goes on with what is wanted in addition', async () => {
    await stage.setup(plain);
    const { exitCode, stdout, stderr } = await stage.setup({ ...plain, shared: 'minimal', json: true });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ done: ['shared'] });
    // `uv sync` removes what its user has installed there.
    expect(uvCalls()).toEqual([path]);
    expect(stderr).toMatch(/its dependencies stay as they are.*uv sync/);
  });

  test('a clone that was killed is removed by the next setup, and nothing else is', async () => {
    const { left } = await killedClone();
    expect(await stage.setup(plain)).toMatchObject({ exitCode: 0 });
    expect(left()).toEqual(['.ktrdr-prod.setup-ffffffff', 'ktrdr-prod']);
  });

  test('one that was killed while git checked out is removed too, and said', async () => {
    const { partial, left } = await killedClone();
    await addFiles();
    await stage.git(partial, 'clone', '--quiet', '--no-checkout', stage.origin, '.');
    writeFileSync(join(partial, 'a.txt'), 'a\n');
    const { exitCode, stdout } = await stage.setup(plain);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Removed ${partial}, the unfinished clone`);
    expect(left()).toEqual(['.ktrdr-prod.setup-ffffffff', 'ktrdr-prod']);
  });

  test.each<[string, (partial: string) => Promise<void>]>([
    [
      'a commit and no index',
      async (partial) => {
        await stage.git(partial, 'checkout', '--quiet');
        writeFileSync(join(partial, 'a.txt'), 'mine\n');
        await stage.git(partial, 'add', '--all');
        await stage.git(partial, 'commit', '--quiet', '-m', 'mine');
        rmSync(join(partial, '.git', 'index'));
      },
    ],
    [
      'a commit that only the reflog has',
      async (partial) => {
        await stage.git(partial, 'commit', '--quiet', '--allow-empty', '-m', 'mine');
        await stage.git(partial, 'reset', '--quiet', '--soft', 'HEAD~');
        rmSync(join(partial, '.git', 'index'), { force: true });
      },
    ],
    ['a file of its own', async (partial) => await Promise.resolve(writeFileSync(join(partial, 'thesis.txt'), 'mine'))],
    ['a changed file', async (partial) => await Promise.resolve(writeFileSync(join(partial, 'a.txt'), 'mine'))],
    [
      'a worktree elsewhere',
      async (partial) => {
        await stage.git(partial, 'worktree', 'add', '--quiet', '-b', 'mine', join(stage.home, 'work'), 'origin/main');
        rmSync(join(partial, '.git', 'index'), { force: true });
      },
    ],
  ])('one with %s is left and named', async (_, work) => {
    const { partial, left } = await killedClone();
    await addFiles();
    await stage.git(partial, 'clone', '--quiet', '--no-checkout', stage.origin, '.');
    await work(partial);
    expect(existsSync(join(partial, '.git', 'index'))).toBe(false);
    const { exitCode, stdout } = await stage.setup(plain);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`may hold work by now: ${partial}`);
    expect(left()).toContain('.ktrdr-prod.setup-0123abcd');
  });

  test('one in which nothing was fetched, with a file of somebody, is left and named', async () => {
    const { partial } = await killedClone();
    await stage.git(partial, 'init', '--quiet', '.');
    writeFileSync(join(partial, 'thesis.txt'), 'mine');
    expect((await stage.setup(plain)).stdout).toContain(`may hold work by now: ${partial}`);
    expect(readFileSync(join(partial, 'thesis.txt'), 'utf8')).toBe('mine');
  });

  test('half a record that a killed setup has left is removed, and nothing else beside it', async () => {
    mkdirSync(dirname(recordFile), { recursive: true });
    for (const end of ['811-0123abcd.tmp', 'old']) writeFileSync(`${recordFile}.${end}`, 'half of it');
    expect(await stage.setup(plain)).toMatchObject({ exitCode: 0 });
    const left = readdirSync(dirname(recordFile)).filter((name) => name.startsWith('setup.json'));
    expect(left).toEqual(['setup.json.old']);
  });

  test('one that was whole by then, in which somebody may have worked, is left and named', async () => {
    const { partial, left } = await killedClone();
    await stage.git(partial, 'clone', '--quiet', stage.origin, '.');
    writeFileSync(join(partial, '.git', 'index'), '');
    const { exitCode, stdout } = await stage.setup(plain);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`may hold work by now: ${partial}`);
    expect(left()).toContain('.ktrdr-prod.setup-0123abcd');
  });

  test('one that was whole by then is put in its place, with what somebody has made in it since', async () => {
    const { partial, left } = await killedClone({ repo: stage.origin });
    await stage.git(partial, 'clone', '--quiet', stage.origin, '.');
    writeFileSync(join(partial, 'thesis.txt'), 'mine');
    const { exitCode, stdout } = await stage.setup(plain);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('an earlier setup had cloned it');
    expect(readFileSync(join(path, 'thesis.txt'), 'utf8')).toBe('mine');
    expect(left()).toEqual(['.ktrdr-prod.setup-ffffffff', 'ktrdr-prod']);
    expect(existsSync(recordFile)).toBe(false);
  });

  test('one that was killed before it was known which directory was made goes, and not one with something in it', async () => {
    const { partial, left } = await killedClone({ directory: undefined });
    await stage.setup(plain);
    expect(left()).toEqual(['.ktrdr-prod.setup-ffffffff', 'ktrdr-prod']);
    rmSync(path, { recursive: true });
    await stage.context.registry.clearLocalProd();
    const { partial: filled } = await killedClone({ directory: undefined });
    expect(filled).toBe(partial);
    writeFileSync(join(filled, 'mine'), '');
    await stage.setup(plain);
    expect(existsSync(join(filled, 'mine'))).toBe(true);
  });

  test('another directory under its name is left and named', async () => {
    const { left } = await killedClone({ directory: { dev: '1', ino: '2', born: '3' } });
    expect((await stage.setup(plain)).stdout).toContain('may hold work by now');
    expect(left()).toContain('.ktrdr-prod.setup-0123abcd');
  });

  test('uv works in the clone, whatever a person has told it for other projects', async () => {
    const elsewhere = { UV_PROJECT: '/a', UV_PROJECT_ENVIRONMENT: '/b', UV_WORKING_DIR: '/c', VIRTUAL_ENV: '/d' };
    await stage.setup(plain, { env: { ...elsewhere, UV_CACHE_DIR: '/cache' } });
    expect(uvCalls()).toEqual([path, 'UV_CACHE_DIR=/cache']);
  });

  test('another clone that takes its place while uv works is not registered', async () => {
    const swapping: RunVisible = async (command, args, { cwd }) => {
      if (command === 'git') await stage.git(cwd, 'clone', '--quiet', stage.origin, args.at(-1) ?? '');
      else {
        renameSync(path, `${path}.moved`);
        await stage.git(dirname(path), 'clone', '--quiet', stage.origin, path);
      }
      return { exitCode: 0, missing: false };
    };
    expect((await stage.setup(plain, { runVisible: swapping })).error).toMatchObject({ code: 'CLONE_REPLACED' });
    expect(await stage.context.registry.getLocalProd()).toBeUndefined();
    expect(existsSync(join(path, '.env.sandbox'))).toBe(false);
    // Nobody knows in which of the two uv has worked: once the clone is back, it works there.
    rmSync(path, { recursive: true });
    renameSync(`${path}.moved`, path);
    expect(await stage.setup(plain)).toMatchObject({ exitCode: 0 });
    expect(uvCalls()).toEqual([path]);
  });

  test('another directory that takes its place once it is cloned is left alone, and the clone is not forgotten', async () => {
    mkdirSync(dirname(path), { recursive: true });
    const watcher = watch(dirname(path), () => {
      if (!existsSync(path) || existsSync(`${path}.moved`)) return;
      renameSync(path, `${path}.moved`);
      mkdirSync(path);
    });
    const { error, stdout } = await stage.setup(plain);
    watcher.close();
    expect(error).toMatchObject({ code: 'CLONE_REPLACED' });
    expect(stdout).toMatch(/What was done stays:\n.*✓ cloned .*\n.*To continue \(sync, init/);
    expect(readdirSync(path)).toEqual([]);
    rmdirSync(path);
    renameSync(`${path}.moved`, path);
    expect(await stage.setup(plain)).toMatchObject({ exitCode: 0 });
  });

  test('a setup of the same place that was at work meanwhile is not overruled', async () => {
    failUv();
    await stage.setup(plain);
    mendUv();
    const record = readFileSync(recordFile, 'utf8').replace(
      /"startedAt": "[^"]+"/,
      '"startedAt": "2026-01-02T03:04:05.000Z"',
    );
    stage.engine.meanwhile = () => writeFileSync(recordFile, record);
    expect((await stage.setup(plain)).error).toMatchObject({
      code: 'SETUP_CHANGED',
    });
    expect(readFileSync(recordFile, 'utf8')).toBe(record);
  });

  test('a setup elsewhere, finished or failed, does not forget it', async () => {
    failUv();
    await stage.setup(plain);
    mendUv();
    const elsewhere = { ...plain, path: join(stage.home, 'elsewhere') };
    const { stdout } = await stage.setup({ ...elsewhere, repo: join(stage.directory, 'no-ktrdr.git') });
    expect(stdout).toContain('Nothing was kept');
    expect(await stage.setup({ ...plain, json: true })).toMatchObject({ exitCode: 0 });
    expect(existsSync(recordFile)).toBe(false);
  });

  test('another --shared than the one that was done is done; the same is not done twice', async () => {
    const old = join(stage.home, 'old');
    for (const name of ['data', 'models', 'strategies']) mkdirSync(join(old, name), { recursive: true });
    writeFileSync(join(old, 'data', 'prices.csv'), '1');
    const failed = await stage.setup({ ...plain, shared: 'minimal', start: true });
    expect(failed.stdout).toMatch(/To continue \(start\)/);
    const again = await stage.setup({ ...plain, shared: 'minimal', start: true });
    expect(again.stdout).toMatch(/This run did nothing/);
    const other = await stage.setup({ ...plain, shared: old, json: true });
    expect(JSON.parse(other.stdout)).toMatchObject({ done: ['shared'] });
    expect(existsSync(join(stage.home, '.ktrdr', 'shared', 'data', 'prices.csv'))).toBe(true);
  });

  test.each(['a:b', 'a\nb'])('nothing is cloned to %j, from where nothing could be started', async (name) => {
    const { error } = await stage.setup({ ...plain, path: join(stage.home, name) });
    expect(error).toMatchObject({ code: 'PLACE_UNUSABLE' });
    expect(readdirSync(stage.home)).toEqual([]);
  });

  test('an empty directory that appears at its place while git clones is not replaced', async () => {
    const appearing: RunVisible = async (_, args, { cwd }) => {
      await stage.git(cwd, 'clone', '--quiet', stage.origin, args.at(-1) ?? '');
      mkdirSync(path);
      return { exitCode: 0, missing: false };
    };
    expect((await stage.setup(plain, { runVisible: appearing })).error).toMatchObject({ code: 'DESTINATION_EXISTS' });
    expect(readdirSync(path)).toEqual([]);
  });

  test('a record that names something else as unfinished removes nothing', async () => {
    const precious = join(stage.home, 'precious');
    mkdirSync(precious);
    mkdirSync(join(recordFile, '..'), { recursive: true });
    const record = { path, startedAt: '2026-01-02T03:04:05.000Z', partial: precious, done: [] };
    writeFileSync(recordFile, JSON.stringify(record));
    await stage.setup(plain);
    expect(existsSync(precious)).toBe(true);
  });
});

describe('--check-only', () => {
  test('is 0 when everything required is there, and changes nothing', async () => {
    const { exitCode, stdout } = await stage.setup({ checkOnly: true });
    expect(exitCode).toBe(0);
    for (const name of ['git', 'docker', 'Docker Engine', 'Docker Compose', 'uv'])
      expect(stdout).toMatch(new RegExp(`✓ ${name} +\\d`));
    expect(stdout).toMatch(/! 1Password CLI \(op\) +not found \(recommended, not required\)/);
    expect(stdout).toMatch(/db_password[^]*jwt_secret[^]*anthropic_api_key[^]*grafana_password/);
    expect(stdout).toContain('op item create --category=securenote --title=ktrdr-local-prod');
    expect(readdirSync(stage.home)).toEqual([]);
  });

  test('is 1 when something required is missing, and says how to get it', async () => {
    const { exitCode, stdout } = await stage.setup({ checkOnly: true }, { env: { FAKE_DOCKER_DOWN: '1' } });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/✗ Docker Engine +is not running\n +DOCKER_HOST points to unix:/);
  });

  test('with --json', async () => {
    const { stdout } = await stage.setup({ checkOnly: true, json: true }, { env: { FAKE_DOCKER_DOWN: '1' } });
    const document: unknown = JSON.parse(stdout);
    expect(document).toMatchObject({
      ok: false,
      prerequisites: expect.arrayContaining([
        expect.objectContaining({ tool: 'git', problem: null }),
        expect.objectContaining({ tool: 'engine', problem: 'not-running', hint: expect.any(String) }),
      ]),
      secrets: { item: 'ktrdr-local-prod', readable: false },
    });
  });
});
