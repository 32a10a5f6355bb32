import { mkdir, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { prepareMounts } from '../../src/start/prepare-mounts.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mounts-'));
});
afterEach(async () => await rm(directory, { recursive: true }));

test.each([
  ['data', '/app/data'],
  ['deep/er/logs', '/app/logs'],
  ['config.d', '/etc/config.d'],
  ['.venv', '/app/.venv'],
  ['v1.2', '/releases'],
  ['.ssh', '/root/.ssh'],
  ['.claude', '/root/.claude'],
])('a missing directory %s is made', async (source, target) => {
  await prepareMounts([{ service: 'one', source: join(directory, source), target }]);
  expect((await stat(join(directory, source))).isDirectory()).toBe(true);
});

test.each([
  ['prometheus.yml', '/etc/prometheus/prometheus.yml'],
  ['.env', '/app/.env'],
  ['.npmrc', '/root/.npmrc'],
  ['Makefile', '/app/Makefile'],
  ['.gitconfig', '/root/.gitconfig'],
  ['run.sh', '/usr/local/bin/run'],
  ['certificate', '/etc/ssl/ca.pem'],
  ['docker.sock', '/var/run/docker'],
])('a missing file %s is refused, naming its service, and nothing is made', async (source, target) => {
  const mounts = [
    { service: 'one', source: join(directory, 'data'), target: '/data' },
    { service: 'two', source: join(directory, source), target },
  ];
  await expect(prepareMounts(mounts)).rejects.toMatchObject({
    code: 'MOUNT_MISSING',
    message: expect.stringContaining(`${join(directory, source)} (service two`),
  });
  await expect(stat(join(directory, 'data'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('what Compose is not to make is refused, with the command that makes it', async () => {
  const source = join(directory, "it's data");
  await expect(prepareMounts([{ service: 'one', source, target: '/data', mustExist: true }])).rejects.toMatchObject({
    code: 'MOUNT_MISSING',
    hint: expect.stringContaining(`mkdir -p '${directory}/it'\\''s data'`),
  });
});

test('an Engine with a file system of its own may have what is missing here; the user’s own directories are shared with it', async () => {
  const options = { engineElsewhere: true, shared: [join(directory, 'home')] };
  const of = (source: string) => [{ service: 'one', source: join(directory, source), target: '/x' }];
  await prepareMounts(of('var/run/docker.sock'), options);
  await expect(stat(join(directory, 'var'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(prepareMounts(of('home/.gitconfig'), options)).rejects.toMatchObject({ code: 'MOUNT_MISSING' });
  await prepareMounts(of('home/data'), options);
  expect((await stat(join(directory, 'home', 'data'))).isDirectory()).toBe(true);
});

test('what is there is left as it is', async () => {
  const before = await stat(directory);
  await prepareMounts([{ service: 'one', source: directory, target: '/x' }]);
  expect((await stat(directory)).mtimeMs).toBe(before.mtimeMs);
});

test('a directory that is missing below a link that works is made there', async () => {
  const [data, disk] = [join(directory, 'data'), join(directory, 'disk')];
  await mkdir(disk);
  await symlink(disk, data);
  await prepareMounts([{ service: 'one', source: join(data, 'prices'), target: '/data' }]);
  expect((await stat(join(disk, 'prices'))).isDirectory()).toBe(true);
});

test('a link to a place that is not there is named with that place, and nothing is made there', async () => {
  const [data, away] = [join(directory, 'data'), join(directory, 'away')];
  await symlink(away, data);
  await expect(
    prepareMounts([{ service: 'one', source: join(data, 'prices'), target: '/data' }]),
  ).rejects.toMatchObject({
    code: 'MOUNT_FAILED',
    message: `${data}, which service one mounts, is a link to ${away}, which is not there`,
  });
  await expect(stat(away)).rejects.toMatchObject({ code: 'ENOENT' });
});
