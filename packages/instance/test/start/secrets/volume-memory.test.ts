import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { createContext, type InstanceEvent } from '../../../src/index.ts';
import { beginDatabase, endDatabase } from '../../../src/start/secrets/database-making.ts';
import { forgetSecrets, forgetSecretsOf, isMadeWithoutSecrets } from '../../../src/volumes/secrets-memory.ts';
import { assertSameSecrets, databaseStart, rememberSecrets } from '../../../src/start/secrets/volume-memory.ts';
import { aConfig, aResult, aSandbox } from '../../support/a.ts';
import { connectionByRun } from '../../support/connection-by-run.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const VOLUME = 'ktrdr--feat-x_postgres_data';
const instance = aSandbox();
const home = temporaryDirectory();
const file = join(home, '.ktrdr', 'sandbox', 'databases', 'ktrdr--feat-x.json');

const now = () => new Date('2026-01-02T03:04:04.900Z');

/** A context whose Engine has the volume, made at this time. */
function contextThat(createdAt: string | undefined) {
  const events: InstanceEvent[] = [];
  const run = async () =>
    await Promise.resolve(
      createdAt === undefined
        ? aResult({ exitCode: 1, stderr: `Error response from daemon: get ${VOLUME}: no such volume` })
        : aResult({ stdout: `${JSON.stringify({ name: VOLUME, createdAt })}\n` }),
    );
  const report = (event: InstanceEvent) => events.push(event);
  const context = createContext({
    env: { HOME: home },
    connection: connectionByRun(run),
    run,
    command: 'a test',
    report,
    now,
  });
  return { context, events };
}

const start = (source: 'item' | 'defaults', password: string | undefined) => ({ source, volumes: [VOLUME], password });
const MADE = '2026-01-02T03:04:05Z';

const config = (password: string | null) =>
  aConfig(
    {
      db: {
        environment: { POSTGRES_PASSWORD: password },
        volumes: [
          { type: 'volume', source: 'postgres_data', target: '/var/lib/postgresql/data' },
          { type: 'volume', source: 'other', target: '/backups' },
          { type: 'bind', source: '/init.sql', target: '/docker-entrypoint-initdb.d/init.sql' },
        ],
      },
    },
    { name: 'ktrdr--feat-x', volumes: { postgres_data: { name: VOLUME } } },
  );

describe('which database a start has', () => {
  test.each([
    ['with the item', 'placeholder-for-DB_PASSWORD', { DB_PASSWORD: 'hush' }, start('item', 'hush')],
    ['without', 'local$$dev', undefined, start('defaults', 'local$dev')],
    ['with a password that is in the file', 'fixed', { DB_PASSWORD: 'hush' }, start('item', 'fixed')],
    ['with a password that nobody knows', null, undefined, start('defaults', undefined)],
  ])('%s', (_, password, secrets, expected) => {
    expect(databaseStart(config(password), secrets)).toEqual(expected);
  });

  test('none of which it could know more than its file says', () => {
    const { services } = config(null);
    const inFile = { ...services['db'], environment: { POSTGRES_PASSWORD_FILE: '/run/secrets/db_password' } };
    for (const secrets of [undefined, { DB_PASSWORD: 'hush' }])
      expect(databaseStart({ ...config(null), services: { db: inFile } }, secrets).volumes).toEqual([]);
  });

  test('none', () => {
    expect(databaseStart(aConfig({}), undefined)).toEqual({ source: 'defaults', volumes: [], password: undefined });
  });
});

describe('a volume remembers with which secrets it works', () => {
  beforeEach(async () => {
    const { context } = contextThat(MADE);
    await forgetSecrets(context, instance);
    await rememberSecrets(context, instance, start('item', 'hush-hush'));
  });

  test('never by a value, and for its user alone', () => {
    expect(readFileSync(file, 'utf8')).not.toContain('hush');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('the other choice is refused before anything starts, with every way out', async () => {
    const { context } = contextThat(MADE);
    await expect(assertSameSecrets(context, instance, start('defaults', 'localdev'))).rejects.toMatchObject({
      code: 'SECRETS_DIFFER',
      message: expect.stringContaining(VOLUME),
      hint: `Nothing was started. To start it as it was created: ktrdr up ktrdr--feat-x
To start with an empty database: ktrdr down ktrdr--feat-x --volumes && ktrdr up ktrdr--feat-x --no-secrets
If its password has since been changed in the database: rm ${file}`,
    });
  });

  test('the way back is refused likewise', async () => {
    const { context } = contextThat(MADE);
    await rememberSecrets(context, instance, start('defaults', 'localdev'));
    await expect(assertSameSecrets(context, instance, start('item', 'hush-hush'))).rejects.toMatchObject({
      code: 'SECRETS_DIFFER',
      hint: expect.stringMatching(
        /as it was created: ktrdr up ktrdr--feat-x --no-secrets\n.*--volumes && ktrdr up ktrdr--feat-x\n/,
      ),
    });
  });

  test.each<[string, string | undefined, ReturnType<typeof start>]>([
    ['the same choice', MADE, start('item', 'hush-hush')],
    ['a password that was changed in 1Password: perhaps in the database too', MADE, start('item', 'new')],
    ['the other choice with the same password', MADE, start('defaults', 'hush-hush')],
    ['another volume of that name', '2026-02-02T03:04:05Z', start('defaults', 'localdev')],
    ['no volume any more', undefined, start('defaults', 'localdev')],
  ])('%s is no reason to refuse', async (_, createdAt, other) => {
    const { context } = contextThat(createdAt);
    await assertSameSecrets(context, instance, other);
  });

  test('what is not known, or not to be read, refuses nothing', async () => {
    const { context } = contextThat(MADE);
    writeFileSync(file, 'garbage');
    await assertSameSecrets(context, instance, start('defaults', 'localdev'));
    await forgetSecrets(context, instance);
    await assertSameSecrets(context, instance, start('defaults', 'localdev'));
  });

  test('whether it was made without any, until it is gone', async () => {
    const { context } = contextThat(MADE);
    const isIt = async () => await isMadeWithoutSecrets(context, instance);
    expect(await isIt()).toBe(false);
    await rememberSecrets(context, instance, start('defaults', 'localdev'));
    expect(await isIt()).toBe(true);
    await forgetSecretsOf(context, instance, ['another']);
    expect(await isIt()).toBe(true);
    await forgetSecretsOf(context, instance, [VOLUME]);
    expect(await isIt()).toBe(false);
    await forgetSecrets(context, instance);
    expect(await isIt()).toBe(false);
  });

  test('what is known already is not written again', async () => {
    const { context } = contextThat(MADE);
    const { ino } = statSync(file);
    await rememberSecrets(context, instance, start('item', 'hush-hush'));
    expect(statSync(file).ino).toBe(ino);
  });

  test('that it cannot be remembered is a warning: the start went well', async () => {
    const { context, events } = contextThat(MADE);
    await forgetSecrets(context, instance);
    writeFileSync(join(home, 'file'), '');
    const elsewhere = { ...context, home: { ...context.home, databases: join(home, 'file') } };
    await rememberSecrets(elsewhere, instance, start('item', 'x'));
    expect(events).toEqual([{ type: 'warning', text: expect.stringContaining('Cannot record') }]);
  });
});

const withItem = start('item', "item's");
const withDefaults = start('defaults', "defaults'");
const begin = async (makesMore = true) =>
  await beginDatabase(contextThat(undefined).context, instance, { database: withItem, volumes: { makesMore } });
const end = async (createdAt: string | undefined) =>
  await endDatabase(contextThat(createdAt).context, instance, withItem);
const startOther = async (createdAt: string) =>
  await assertSameSecrets(contextThat(createdAt).context, instance, withDefaults);
const unreachable = async () => await Promise.reject(new Error('unreachable'));

describe('a start that makes the volume and does not become ready', () => {
  beforeEach(async () => await forgetSecrets(contextThat(undefined).context, instance));

  test('has made it with its secrets: the other choice is refused', async () => {
    await begin();
    await end(MADE);
    await expect(startOther(MADE)).rejects.toMatchObject({ code: 'SECRETS_DIFFER' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ volumes: [{ name: VOLUME, source: 'item' }] });
    expect(readFileSync(file, 'utf8')).not.toMatch(/making|item's/);
  });

  test('likewise where it was killed, or the Engine died', async () => {
    await begin();
    await expect(startOther(MADE)).rejects.toMatchObject({ code: 'SECRETS_DIFFER' });
    const { context } = contextThat(MADE);
    const dead = { ...context, docker: { ...context.docker, volumesNamed: unreachable } };
    await endDatabase(dead, instance, withItem);
    await expect(startOther(MADE)).rejects.toMatchObject({ code: 'SECRETS_DIFFER' });
  });

  test('and the next one, which makes other volumes, changes nothing of that', async () => {
    await begin();
    const { context } = contextThat(MADE);
    await beginDatabase(context, instance, { database: withDefaults, volumes: { makesMore: true } });
    await endDatabase(context, instance, withDefaults);
    await expect(startOther(MADE)).rejects.toMatchObject({ code: 'SECRETS_DIFFER' });
  });

  test('knows nothing of a volume that it has not made', async () => {
    const before = '2026-01-02T03:03:05Z';
    for (const makesMore of [true, false]) {
      await begin(makesMore);
      await startOther(before);
      await end(before);
      await startOther(before);
    }
    await end(undefined);
    await startOther(MADE);
  });
});
