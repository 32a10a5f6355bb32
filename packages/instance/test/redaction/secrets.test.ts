import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CodedError } from '@ktrdr/errors';
import { GateFailedError } from '../../src/readiness/gate-failed-error.ts';
import { redactError } from '../../src/redaction/redact-error.ts';
import { secretValues } from '../../src/redaction/secret-values.ts';
import { startSecrets } from '../../src/redaction/start-secrets.ts';
import { aConfig } from '../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

describe('the secrets in an environment', () => {
  test.each([
    ['DB_PASSWORD', 'hush'],
    ['POSTGRES_PASSWORD', 'hush'],
    ['KTRDR_AUTH_JWT_SECRET', 'my-localdev-9f8E'],
    ['JWT_SECRET', 'an insecure secret'],
    ['ANTHROPIC_API_KEY', 'sk-local-dev-7'.repeat(2)],
    ['OPENAI_API_KEY', 'sk-1'],
    ['DB_PASSWORD', 'prod-localdev-tiger-salmon'],
    ['DB_PASSWORD', 'insecure-but-mine'],
    ['DB_PASSWORD', 'localdev-2'],
    ['MY_PASSWORD', 'sunshine'],
    ['GITHUB_TOKEN', 'ghp'],
    ['PGPASSWORD', 'hush'],
    ['DB_PASS', 'hush'],
    ['SMTPPASS', 'hush'],
    ['DB_PWD', 'hush'],
    ['OPENAI_KEY', 'sk-1'],
    ['APIKEY', 'sk-1'],
    ['CLIENTSECRET', 'hush'],
    ['X_PASSWORD_2', 'hush'],
    ['API_KEY2', 'sk-1'],
    ['db_password', 'hush'],
  ])('%s=%s is one', (name, value) => {
    expect(secretValues([{ [name]: value, OTHER: 'x' }])).toEqual([value]);
  });

  test.each([
    ['DATABASE_URL', 'postgresql+asyncpg://me:hush@db:5432/ktrdr', 'hush'],
    ['DATABASE_URL', 'postgresql+asyncpg://ktrdr:tig/er-salmon@db:5432/k', 'tig/er-salmon'],
    ['DATABASE_URL', 'postgresql://ktrdr:p@ssword1@db/k', 'p@ssword1'],
    ['DATABASE_URL', 'postgresql://ktrdr:5432/salmon@db/k', '5432/salmon'],
    ['SENTRY_DSN', 'https://0123456789abcdef0123@host/7', '0123456789abcdef0123'],
    ['PIP_INDEX_URL', 'https://me:to/ken@host/simple', 'to/ken'],
    ['DSN', 'host=db user=me password=hush', 'hush'],
    ['DSN', "host=db password='tiger salmon'", 'tiger salmon'],
    ['DATABASE_URL', 'postgresql://db/k?user=me&password=hush', 'hush'],
    ['DSN', 'Server=db;Uid=me;Pwd=hush', 'hush'],
    ['JAVA_OPTS', '-Dspring.datasource.password=hush -Dkeep=it', 'hush'],
    ['OPTIONS', 'region=eu,SECRET_KEY=hush', 'hush'],
    ['OPTIONS', 'aws_secret_access_key=hush aws_region=eu', 'hush'],
    ['OPTIONS', 'private_key="of two words"', 'of two words'],
    ['OPTIONS', '--log-level=info --api-key=hush', 'hush'],
    ['OPTIONS', 'DB_USER=me DB_PASS=hush', 'hush'],
    ['OPTIONS', 'passphrase=hush', 'hush'],
    ['BROKER', 'amqp is at amqp://me:hush@mq:5672', 'hush'],
  ])('of %s=%s only the secret is', (name, value, secret) => {
    expect(secretValues([{ [name]: value }])).toEqual([secret]);
  });

  test.each([
    ['redis://:one-hush@a,redis://:other-hush@b', ['one-hush', 'other-hush']],
    ['postgresql://me:hush@db/k?contact=me@work', ['hush']],
    ['postgresql://me:tig%2Fer@db/k', ['tig%2Fer', 'tig/er']],
    ['https://0123456789abcdef0123:x-oauth-basic@host', ['0123456789abcdef0123', 'x-oauth-basic']],
  ])('of %s each reading is', (value, secrets) => {
    expect(secretValues([{ SOME_URL: value }])).toEqual(expect.arrayContaining(secrets));
  });

  test.each([
    ['DATABASE_URL', 'postgresql://ktrdr:localdev@db/ktrdr'],
    ['REDIS_URL', 'redis://default@redis'],
    ['BACKEND_URL', 'http://backend:8000/@x'],
    ['NPM_URL', 'https://npm:4873/a/path/@scope/long-name'],
    ['SSH_ASKPASS', '/usr/bin/ssh-askpass'],
    ['PWD', '/home/me'],
    ['SSH_PUBLIC_KEY', 'ssh-ed25519 AAAA'],
    ['COMPASS', 'north'],
    ['DB_PASSWORD', 'localdev'],
    ['DB_PASSWORD', 'postgres'],
    ['GF_ADMIN_PASSWORD', 'admin'],
    ['JWT_SECRET', 'local-dev-secret-minimum-32-characters-long'],
    ['JWT_SECRET', 'insecure-default-for-local-development-only'],
    ['KTRDR_AUTH_JWT_SECRET', 'insecure-dev-secret'],
    ['ANTHROPIC_API_KEY', ''],
    ['KEYBOARD', 'qwertz'],
    ['TOKENS_PER_MINUTE', '1000'],
    ['OPTIONS', 'public_key=AAAA sort_key=name bypass=some tokens=1000 --keep=it'],
    ['ADDRESS', 'https://host/?passwordless=very'],
  ])('%s=%s is none: everybody knows it, or it is called otherwise', (name, value) => {
    expect(secretValues([{ [name]: value }])).toEqual([]);
  });
});

describe('what a start must not show', () => {
  const directory = temporaryDirectory();

  test("without 1Password too: the clone's .env and the environment of Compose", async () => {
    writeFileSync(
      join(directory, '.env'),
      "ANTHROPIC_API_KEY='sk-of-the-clone'\nDB_PASSWORD=$MINE\nMY_PASSWORD=sunshine\nLOG_LEVEL=DEBUG\n",
    );
    const environment = { MINE: 'given-1', JWT_SECRET: 'from .env.sandbox', GF_ADMIN_PASSWORD: undefined };
    expect((await startSecrets({ directory, environment, config: aConfig({}), secrets: undefined })).values).toEqual([
      'from .env.sandbox',
      'sk-of-the-clone',
      'given-1',
      'sunshine',
    ]);
  });

  test('what the Compose file gives containers, as it is meant', async () => {
    const config = aConfig({
      db: { environment: { POSTGRES_PASSWORD: 'a$$literal', POSTGRES_USER: 'me' } },
      agent: { environment: { CACHE_URL: 'redis://:of-an-env-file@cache', GITHUB_TOKEN: null } },
      mcp: {},
    });
    const nowhere = join(directory, 'nowhere');
    expect((await startSecrets({ directory: nowhere, environment: {}, config, secrets: undefined })).values).toEqual([
      'a$literal',
      'of-an-env-file',
    ]);
  });

  test('what configs and secrets contain: of a variable all of it, whatever it is called, and of a text its secrets', async () => {
    writeFileSync(join(directory, '.env'), 'CREDENTIAL=of-the-dot-env\nGREETING=another\n');
    const config = aConfig(
      {},
      {
        configs: {
          greeting: { environment: 'GREETING' },
          ini: { content: '[db]\nuser = me\npassword = a$$literal ; of the file\nurl = redis://:hush@cache\n' },
          absent: { environment: 'ABSENT' },
          known: { environment: 'KNOWN' },
        },
        secrets: { credential: { environment: 'CREDENTIAL' }, file: { file: '/nowhere' } },
      },
    );
    const environment = { GREETING: 'good day', CREDENTIAL: undefined, KNOWN: 'changeme' };
    expect((await startSecrets({ directory, environment, config, secrets: undefined })).values).toEqual([
      'good day',
      'of-the-dot-env',
      'a$literal',
      'hush',
    ]);
  });

  test('what is in the files that configs and secrets are', async () => {
    const [login, app] = ['login$', 'app.ini'].map((name) => join(directory, name));
    writeFileSync(String(login), 'of-a-file\n');
    writeFileSync(String(app), 'user = me\npassword = of-settings\n');
    const files = { configs: { app: { file: app } }, secrets: { login: { file: login?.replace('$', '$$$$') } } };
    const given = { directory: join(directory, 'nowhere'), environment: {}, secrets: undefined };
    expect((await startSecrets({ ...given, config: aConfig({}, files) })).values).toEqual(['of-settings', 'of-a-file']);
  });

  test('of which files nobody knows what is in them: those that cannot be read, and secrets that are not here', async () => {
    const [loop, away] = ['loop', 'away'].map((name) => join(directory, name));
    symlinkSync(String(loop), String(loop));
    const none = { configs: { app: { file: away } }, secrets: { own: { environment: 'X' } } };
    const some = { configs: { app: { file: loop } }, secrets: { key: { file: away }, other: { file: loop } } };
    const given = { directory, environment: {}, secrets: undefined };
    expect((await startSecrets({ ...given, config: aConfig({}, none) })).unknown).toEqual([]);
    expect((await startSecrets({ ...given, config: aConfig({}, some) })).unknown).toEqual([loop, away]);
  });

  test('every field of the item, whatever it is called, but no word that everybody knows', async () => {
    const secrets = { MY_URL: 'https://me:hush@host', DB_PASSWORD: 'postgres', OTHER: 'prod-localdev-tiger' };
    const nowhere = join(directory, 'nowhere');
    const found = await startSecrets({ directory: nowhere, environment: {}, config: aConfig({}), secrets });
    expect(found.values).toEqual(['https://me:hush@host', 'prod-localdev-tiger']);
  });
});

const redact = (text: string) => text.replaceAll('ready', '[redacted]');

describe('redactError', () => {
  test('keeps the failures of a gate, whatever its own sentence holds', () => {
    const error = new GateFailedError('it is not ready', { hint: 'h', failures: [] });
    expect(redactError(error, redact)).toBe(error);
  });

  test("redacts a tool's words", () => {
    const error = new CodedError('failed', { code: 'USAGE', detail: 'ready or not' });
    expect(redactError(error, redact)).toMatchObject({ code: 'USAGE', detail: '[redacted] or not' });
  });
});
