import { expect, test } from '@jest/globals';
import { databaseLogin } from '../../src/use/database-login.ts';
import { aContainer } from '../support/a.ts';

const login = async (given: Record<string, string>, { state = 'running', secrets = true } = {}) =>
  await databaseLogin(
    {
      filesIn: async (_, path) =>
        await Promise.resolve(
          path === '/run/secrets/gone' ? undefined : { files: [Buffer.from(`of ${path}\n`)], unread: [] },
        ),
    },
    aContainer({ service: 'db', name: 'x-db-1', state, environment: () => given }),
    { secrets },
  );

test.each([
  [{}, { user: 'postgres', name: 'postgres', password: undefined }],
  [
    { POSTGRES_USER: 'ktrdr', POSTGRES_PASSWORD: 'p' },
    { user: 'ktrdr', name: 'ktrdr', password: 'p' },
  ],
  [
    { POSTGRES_USER: 'u', POSTGRES_DB: 'd', POSTGRES_PASSWORD_FILE: '/run/secrets/p' },
    { user: 'u', name: 'd', password: 'of /run/secrets/p' },
  ],
])('%j', async (given, expected) => {
  expect(await login(given)).toEqual({ ...expected, unread: [] });
});

test('a file that cannot be read is told', async () => {
  const given = { POSTGRES_PASSWORD_FILE: '/run/secrets/p' };
  for (const found of [
    await login({ POSTGRES_PASSWORD_FILE: '/run/secrets/gone' }),
    await login(given, { state: 'exited' }),
  ]) {
    expect(found).toMatchObject({ password: undefined, unread: [expect.stringContaining('POSTGRES_PASSWORD')] });
  }
});

test('the password is not read unless it was asked for', async () => {
  expect(await login({ POSTGRES_PASSWORD: 'p' }, { secrets: false })).toMatchObject({
    password: undefined,
    unread: [],
  });
});
