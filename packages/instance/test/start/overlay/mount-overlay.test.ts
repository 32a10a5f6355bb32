import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { mountOverlay } from '../../../src/start/overlay/mount-overlay.ts';
import { aConfig } from '../../support/a.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const root = temporaryDirectory();
let checkout = '';
let count = 0;
beforeEach(() => {
  checkout = join(root, String((count += 1)));
  mkdirSync(join(checkout, 'source'), { recursive: true });
  writeFileSync(join(checkout, 'alembic.ini'), 'one');
});

const config = () =>
  aConfig({
    backend: {
      volumes: [
        { type: 'bind', source: join(checkout, 'source'), target: '/app/source' },
        { type: 'bind', source: join(checkout, 'alembic.ini'), target: '/app/alembic.ini' },
        { type: 'bind', source: join(checkout, 'absent'), target: '/app/absent' },
      ],
    },
    worker: { volumes: [{ type: 'bind', source: join(checkout, 'source'), target: '/app/source' }] },
    db: { volumes: [{ type: 'volume', source: 'data', target: '/data' }] },
  });

/** Services with configs and secrets, of which one is used by each. */
const given = (content = 'a = 1') =>
  aConfig(
    {
      a: { configs: [{ source: 'ini' }] },
      b: { secrets: [{ source: 'token', target: '/run/secrets/token' }] },
      c: { configs: [{ source: 'text' }] },
      d: { secrets: [{ source: 'variable' }] },
    },
    {
      configs: { ini: { file: join(checkout, 'alembic.ini') }, text: { content } },
      secrets: { token: { file: join(checkout, 'token') }, variable: {} },
    },
  );

const labels = async () => (await mountOverlay(config())).services;

test('services with bind mounts get a label, which is the same as long as the mounted files are', async () => {
  const first = await labels();
  expect(Object.keys(first ?? {})).toEqual(['backend', 'worker']);
  expect(first?.['worker']).toEqual({ labels: { 'ktrdr.mounts': expect.stringMatching(/^[0-9a-f]{16}$/) } });
  writeFileSync(join(checkout, 'alembic.ini'), 'another content');
  writeFileSync(join(checkout, 'source', 'new.py'), '');
  expect(await labels()).toEqual(first);
});

test.each<[string, () => void, string[]]>([
  [
    'a file that took the place of another, as git does it',
    () => {
      copyFileSync(join(checkout, 'alembic.ini'), join(checkout, 'new'));
      renameSync(join(checkout, 'new'), join(checkout, 'alembic.ini'));
    },
    ['backend'],
  ],
  [
    'a directory made anew, which may have the inode of the old one',
    () => {
      rmSync(join(checkout, 'source'), { recursive: true });
      mkdirSync(join(checkout, 'source'));
    },
    ['backend', 'worker'],
  ],
  ['what was not there', () => mkdirSync(join(checkout, 'absent')), ['backend']],
])('%s changes the label of the services that mount it', async (_, change, services) => {
  const before = await labels();
  change();
  const after = await labels();
  const changed = Object.keys(before ?? {}).filter(
    (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
  );
  expect(changed).toEqual(services);
});

test.each<[string, () => ReturnType<typeof given>, string[]]>([
  [
    'the file of a config that took the place of another',
    () => {
      copyFileSync(join(checkout, 'alembic.ini'), join(checkout, 'new'));
      renameSync(join(checkout, 'new'), join(checkout, 'alembic.ini'));
      return given();
    },
    ['a'],
  ],
  [
    'the file of a secret that was not there',
    () => {
      writeFileSync(join(checkout, 'token'), 'one');
      return given();
    },
    ['b'],
  ],
  ['what the Compose file has a config contain', () => given('a = 2'), ['c']],
])('%s changes the label of the services that have it', async (_, change, services) => {
  const before = (await mountOverlay(given())).services;
  expect(Object.keys(before ?? {})).toEqual(['a', 'b', 'c']);
  expect((await mountOverlay(given())).services).toEqual(before);
  const after = (await mountOverlay(change())).services;
  const changed = Object.keys(before ?? {}).filter(
    (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
  );
  expect(changed).toEqual(services);
});
