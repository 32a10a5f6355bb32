import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { mountOverlay } from '../../../src/start/overlay/mount-overlay.ts';
import { aConfig } from '../../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

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

type Options = Parameters<typeof mountOverlay>[1];
const options = (different: Partial<Options> = {}): Options => ({
  secrets: { DB_PASSWORD: 'tiger', JWT_SECRET: 'salmon', DB_PASSWORD_OLD: 'trout', OF_THE_ITEM: 'pike' },
  placeholders: new Set(['DB_PASSWORD', 'JWT_SECRET', 'DB_PASSWORD_OLD']),
  variables: { GREETING: 'good day', OTHER: 'x' },
  key: async () => await Promise.resolve('00ff'),
  ...different,
});
/** For files in which no secret has a part. */
const plain = options({
  secrets: undefined,
  key: async () => await Promise.reject(new Error('no key is needed')),
});

const labels = async () => (await mountOverlay(config(), plain)).services;

test('services with bind mounts get a label, which is the same as long as the mounted files are', async () => {
  const first = await labels();
  expect(Object.keys(first ?? {})).toEqual(['backend', 'worker']);
  expect(first?.['worker']).toEqual({
    labels: { 'ktrdr.mounts': expect.stringMatching(/^\{"\/app\/source":"\d+:\d+"\}$/) },
  });
  writeFileSync(join(checkout, 'alembic.ini'), 'another content');
  writeFileSync(join(checkout, 'source', 'new.py'), '');
  expect(await labels()).toEqual(first);
});

test('a place in the container is as Docker has it, and nothing in it is a variable to Compose', async () => {
  const source = join(checkout, 'source');
  const odd = aConfig({ web: { volumes: [{ type: 'bind', source, target: '/a$$b/../c$$d/' }] } });
  const { services } = await mountOverlay(odd, plain);
  expect(services?.['web']?.labels?.['ktrdr.mounts']).toMatch(/^\{"\/c\$\$d":/);
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
  const before = (await mountOverlay(given(), plain)).services;
  expect(Object.keys(before ?? {})).toEqual(['a', 'b', 'c']);
  expect((await mountOverlay(given(), plain)).services).toEqual(before);
  const after = (await mountOverlay(change(), plain)).services;
  const changed = Object.keys(before ?? {}).filter(
    (name) => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]),
  );
  expect(changed).toEqual(services);
});

/** Services with texts of which Compose prints placeholders, or nothing. */
const secretive = aConfig(
  {
    a: { configs: [{ source: 'ini' }] },
    b: { configs: [{ source: 'greeting' }] },
    c: { secrets: [{ source: 'greeting' }] },
    d: { secrets: [{ source: 'token', target: '/run/secrets/token' }] },
  },
  {
    configs: { ini: { content: 'password = placeholder-for-DB_PASSWORD_OLD' }, greeting: { environment: 'GREETING' } },
    secrets: { greeting: { environment: 'GREETING' }, token: { file: '/nowhere/token' } },
  },
);

test.each<[string, Partial<Options>, string[]]>([
  ['the secret that a text reads', { secrets: { ...options().secrets, DB_PASSWORD_OLD: 'eel' } }, ['a']],
  ['one that no text reads', { secrets: { ...options().secrets, JWT_SECRET: 'trout' } }, []],
  ['one with which its name begins', { secrets: { ...options().secrets, DB_PASSWORD: 'eel' } }, []],
  ['a field of which it cannot be told', { secrets: { ...options().secrets, OF_THE_ITEM: 'trout' } }, ['a']],
  ['a start without secrets', { secrets: undefined }, ['a']],
  ['the variable that they are', { variables: { ...options().variables, GREETING: 'good night' } }, ['b', 'c']],
  ['the variable that they are, gone', { variables: {} }, ['b', 'c']],
  ['a variable that they are not', { variables: { ...options().variables, OTHER: 'y' } }, []],
  [
    'the key, which nobody can do without who guesses',
    { key: async () => await Promise.resolve('ff00') },
    ['a', 'b', 'c'],
  ],
])('what a config or a secret contains: %s changes the label', async (_, different, services) => {
  const before = (await mountOverlay(secretive, options())).services;
  expect(Object.keys(before ?? {})).toEqual(['d', 'a', 'b', 'c']);
  expect((await mountOverlay(secretive, options())).services).toEqual(before);
  const after = (await mountOverlay(secretive, options(different))).services;
  expect(
    Object.keys(before ?? {})
      .filter((name) => before?.[name]?.labels?.['ktrdr.mounts'] !== after?.[name]?.labels?.['ktrdr.mounts'])
      .toSorted(),
  ).toEqual(services);
});
