import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import type { BindMount } from '../../src/start/check-config.ts';
import { type MountOptions, prepareMounts } from '../../src/start/prepare-mounts.ts';
import { realGit } from '../support/real-git.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const root = temporaryDirectory();
const { git, options: gitOptions } = realGit(root);
const [directory, home, user] = [join(root, 'clone'), join(root, 'user', '.ktrdr'), join(root, 'user')];
const here: MountOptions = {
  directory,
  home,
  git: gitOptions,
  engineElsewhere: false,
  shared: [],
  directories: [join(home, 'shared')],
};

beforeEach(() => {
  rmSync(directory, { recursive: true, force: true });
  rmSync(user, { recursive: true, force: true });
  for (const made of [directory, home]) mkdirSync(made, { recursive: true });
  git(directory, 'init');
  writeFileSync(join(directory, '.gitignore'), 'data/\n/output/**\n*.bak\nplain\nlogs/\n');
});

function mount(source: string, target: string, marks: Partial<BindMount> = {}): BindMount {
  return { service: 'one', source: join(directory, source), target, ...marks };
}

function refuseGuess(text: string): never {
  throw new Error(text);
}

function kindAt(path: string): 'directory' | 'file' | 'none' {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 'none';
  return stats.isDirectory() ? 'directory' : 'file';
}

test.each<[string, string]>([
  ['data', '/app/data'],
  ['deep/er/logs', '/app/logs'],
  ['output', '/app/output'],
])('a directory of the checkout that git ignores as one is made: %s', async (source, target) => {
  await prepareMounts([mount(source, target)], { ...here, onGuess: refuseGuess });
  expect(kindAt(join(directory, source))).toBe('directory');
});

test('a directory in which something else is mounted is made', async () => {
  await prepareMounts(
    [mount('around', '/a'), mount('around/data', '/b'), mount('over', '/c'), mount('data', '/c/d')],
    here,
  );
  expect(['around', 'around/data', 'over'].map((name) => kindAt(join(directory, name)))).toEqual([
    'directory',
    'directory',
    'directory',
  ]);
});

test('what a variable of directories names is made', async () => {
  const directories = [join(directory, 'strategies')];
  await prepareMounts([mount('strategies', '/app/strategies')], { ...here, directories });
  expect(kindAt(join(directory, 'strategies'))).toBe('directory');
});

test.each<[string, string, Partial<BindMount>]>([
  ['.gitconfig', '/root/.gitconfig', {}],
  ['run.sh', '/usr/local/bin/run', {}],
  ['certificate', '/app/certificate', {}],
  ['token', '/app/token', {}],
  ['.ssh', '/root/.ssh', {}],
  // Ignored whatever they are, or because of what they lie in.
  ['settings.bak', '/app/settings', {}],
  ['db_password', '/app/db', {}],
  ['run', '/usr/local/bin/run', {}],
  ['given', '/run/secrets/given', {}],
])(
  'nobody can tell what %s is: it is refused with both remedies, and nothing is made',
  async (source, target, marks) => {
    const mounts = [mount('logs', '/logs'), mount(source, target, { service: 'two', ...marks })];
    await expect(prepareMounts(mounts, here)).rejects.toMatchObject({
      code: 'MOUNT_MISSING',
      message: expect.stringContaining(`${join(directory, source)} (service two mounts it at ${target})`),
      hint: expect.stringMatching(/^Put the file in its place.*mkdir -p /),
    });
    expect(kindAt(join(directory, 'logs'))).toBe('none');
  },
);

test.each([
  // As docker-compose.sandbox.yml has it at 02e4c89c, where git neither has such a directory nor ignores one.
  ['research_agents', '/app/research_agents'],
  ['data/prices', '/prices'],
  // Ignored, whatever it is.
  ['plain', '/app/plain'],
  ['conf.d', '/app/conf.d'],
])('of what looks like no file a directory is made, as Compose would, and that is said: %s', async (source, target) => {
  const told: string[] = [];
  await prepareMounts([mount(source, target)], { ...here, onGuess: (text) => told.push(text) });
  expect(kindAt(join(directory, source))).toBe('directory');
  expect(told).toEqual([expect.stringMatching(new RegExp(`created, as Compose would: ${join(directory, source)}$`))]);
});

test('what a container runs is a file, for another service too, whatever git ignores', async () => {
  const mounts = [mount('data', '/serve', { isRun: true }), mount('data', '/data', { service: 'two' })];
  await expect(prepareMounts(mounts, here)).rejects.toMatchObject({
    code: 'MOUNT_MISSING',
    hint: `Put this file in its place: ${directory}/data\nOr change the Compose file.`,
  });
});

test.each(['.kube/config', '.aws/credentials', '.ssh/config', 'models'])(
  'what is missing outside the checkout and KTRDR_HOME is refused with both remedies: ~/%s',
  async (name) => {
    const source = join(user, name);
    await expect(prepareMounts([mount('', '/x', { source })], here)).rejects.toMatchObject({
      code: 'MOUNT_MISSING',
      hint: `Put the file in its place, or change the Compose file. If it should be an empty directory (a directory that .gitignore names with a trailing slash is created automatically): mkdir -p ${source}`,
    });
    expect(kindAt(source)).toBe('none');
  },
);

test('a missing directory of KTRDR_HOME is made, also behind a link of the user’s', async () => {
  const [shared, disk] = [join(home, 'shared'), join(user, 'disk')];
  mkdirSync(disk);
  symlinkSync(disk, shared);
  await prepareMounts([mount('', '/app/data', { source: join(shared, 'data') })], here);
  expect(kindAt(join(disk, 'data'))).toBe('directory');
});

test('a link of the checkout leads nothing out of it', async () => {
  symlinkSync(user, join(directory, 'away'));
  await expect(prepareMounts([mount('away/data', '/data')], here)).rejects.toMatchObject({ code: 'MOUNT_MISSING' });
  expect(kindAt(join(user, 'data'))).toBe('none');
  mkdirSync(join(directory, 'results'));
  symlinkSync('results', join(directory, 'latest'));
  await prepareMounts([mount('latest/data', '/output')], here);
  expect(kindAt(join(directory, 'results', 'data'))).toBe('directory');
});

test('what the checkout has lost is restored, not made; what a sparse checkout leaves out is made', async () => {
  for (const name of ['serve', 'left-out', 'config/a.txt', 'tests/b.txt']) {
    mkdirSync(join(directory, name, '..'), { recursive: true });
    writeFileSync(join(directory, name), '');
  }
  git(directory, 'add', '.');
  git(directory, 'commit', '-m', 'one');
  git(directory, 'sparse-checkout', 'set', '--no-cone', '/*', '!/tests', '!/left-out');
  rmSync(join(directory, 'serve'));
  rmSync(join(directory, 'config'), { recursive: true });
  const [serve, config, tests] = [mount('serve', '/x'), mount('config', '/config'), mount('tests', '/tests')];
  await expect(prepareMounts([serve, config, tests], here)).rejects.toMatchObject({
    code: 'MOUNT_MISSING',
    hint: `The checkout has lost it, but git has it: git -C ${directory} restore -- ${directory}/serve ${directory}/config`,
  });
  expect(['serve', 'config', 'tests'].map((name) => kindAt(join(directory, name)))).toEqual(['none', 'none', 'none']);
  git(directory, 'restore', '--', serve.source, config.source);
  expect([kindAt(serve.source), kindAt(config.source)]).toEqual(['file', 'directory']);
  await prepareMounts([serve, config, tests], here);
  expect(kindAt(tests.source)).toBe('directory');
  await expect(prepareMounts([mount('left-out', '/left-out')], here)).rejects.toMatchObject({
    hint: `Put this file in its place: ${directory}/left-out\nOr change the Compose file.`,
  });
});

test('what Compose is not to make is refused, with the command that makes it', async () => {
  await expect(prepareMounts([mount("it's data", '/data', { mustExist: true })], here)).rejects.toMatchObject({
    code: 'MOUNT_MISSING',
    hint: expect.stringContaining(`mkdir -p '${directory}/it'\\''s data'`),
  });
});

test('a missing file of a config or a secret is refused, and nobody is told to make a directory of it', async () => {
  const [token, key] = [
    mount('token', '/run/secrets/token', { mustExist: true, isFile: true }),
    mount('key', '/run/secrets/key', { mustExist: true, isFile: true }),
  ];
  await expect(prepareMounts([token], here)).rejects.toMatchObject({
    code: 'MOUNT_MISSING',
    hint: `Put this file in its place: ${directory}/token\nOr change the Compose file.`,
  });
  await expect(prepareMounts([token, key], here)).rejects.toMatchObject({
    hint: `Put these files in their places: ${directory}/token ${directory}/key\nOr change the Compose file.`,
  });
});

test('an Engine with a file system of its own may have what is missing here; the user’s own directories are shared with it', async () => {
  const options = { ...here, engineElsewhere: true, shared: [user] };
  await prepareMounts([mount('', '/x', { source: join(root, 'var', 'run', 'docker') })], options);
  expect(kindAt(join(root, 'var'))).toBe('none');
  await expect(prepareMounts([mount('', '/x', { source: join(user, 'data') })], options)).rejects.toMatchObject({
    code: 'MOUNT_MISSING',
  });
  await prepareMounts([mount('data', '/x')], options);
  expect(kindAt(join(directory, 'data'))).toBe('directory');
});

test('what is there is left as it is', async () => {
  writeFileSync(join(directory, 'serve'), 'x');
  const before = statSync(directory).mtimeMs;
  await prepareMounts([mount('', '/x'), mount('serve', '/serve', { isRun: true })], here);
  expect(statSync(directory).mtimeMs).toBe(before);
});

test('a directory that cannot be made is named with its service', async () => {
  writeFileSync(join(directory, 'results'), 'x');
  await expect(prepareMounts([mount('results/data', '/below')], here)).rejects.toMatchObject({
    code: 'MOUNT_FAILED',
    message: expect.stringContaining(`${directory}/results/data for service one`),
  });
});

test('a link to a place that is not there is named with that place, and nothing is made there', async () => {
  const [data, away] = [join(home, 'data'), join(user, 'away')];
  symlinkSync(away, data);
  await expect(prepareMounts([mount('', '/data', { source: join(data, 'prices') })], here)).rejects.toMatchObject({
    code: 'MOUNT_FAILED',
    message: `${data}, which service one mounts, is a link to ${away}, which does not exist`,
  });
  expect(kindAt(away)).toBe('none');
});
