import { describe, expect, test } from '@jest/globals';
import { kinds } from '../../src/index.ts';
import { withoutComposeVariables } from '../../src/core/environment.ts';
import { scanEnvFile } from '../../src/env-file/scan-env-file.ts';
import { NO_SETTINGS, settingsOf } from '../../src/env-file/settings.ts';
import { composeEnvironment, placeholderSecrets } from '../../src/start/compose-environment.ts';

const environment = (env: Record<string, string>, kind: 'local-prod' | 'sandbox' = 'local-prod', variables = {}) =>
  composeEnvironment({ env, kind: kinds[kind], settings: NO_SETTINGS, variables, secrets: undefined });

const SECRETS = [
  'ANTHROPIC_API_KEY',
  'DB_PASSWORD',
  'GF_ADMIN_PASSWORD',
  'JWT_SECRET',
  'KTRDR_AUTH_JWT_SECRET',
  'KTRDR_DB_PASSWORD',
  'KTRDR_FRED_API_KEY',
];

describe('the environment of Compose without secrets', () => {
  test('is what is inherited', () => {
    expect(environment({ PATH: '/usr/bin', DOCKER_HOST: 'ssh://big', LOG_LEVEL: 'DEBUG' })).toMatchObject({
      PATH: '/usr/bin',
      DOCKER_HOST: 'ssh://big',
      LOG_LEVEL: 'DEBUG',
    });
  });

  test("without another project's COMPOSE_* variables", () => {
    const given = { COMPOSE_FILE: 'other.yml', COMPOSE_PROFILES: 'all', COMPOSE_PROJECT_NAME: 'other', COMPOSER: 'me' };
    const { COMPOSER, ...others } = environment(given);
    expect(COMPOSER).toBe('me');
    expect(Object.keys(others).filter((name) => name.startsWith('COMPOSE_'))).toEqual([]);
    expect(withoutComposeVariables(given)).toEqual({ COMPOSER: 'me' });
  });

  test('the project name comes from the instance, if at all', () => {
    const variables = { COMPOSE_PROJECT_NAME: 'ktrdr-prod' };
    expect(environment({ COMPOSE_PROJECT_NAME: 'other' }, 'local-prod', variables)).toMatchObject(variables);
  });

  test.each(SECRETS.map((name) => [name]))('without %s, which happens to be in it', (name) => {
    expect(environment({ [name]: 'hush' })[name]).toBeUndefined();
  });

  test('placeholders stand in for the secrets of both generations, and say which', () => {
    const placeholders = placeholderSecrets();
    expect(Object.keys(placeholders).toSorted((one, other) => one.localeCompare(other))).toEqual(SECRETS);
    for (const name of SECRETS) expect(placeholders[name]).toContain(name);
  });

  test.each([
    ['local-prod', 'production'],
    ['sandbox', 'development'],
  ] as const)('with secrets, %s runs as %s, and the secrets win over everything', (kind, mode) => {
    const env = { DB_PASSWORD: 'inherited', KTRDR_ENV: 'inherited' };
    const secrets = { DB_PASSWORD: 'from the vault' };
    const result = composeEnvironment({ env, kind: kinds[kind], settings: NO_SETTINGS, variables: {}, secrets });
    expect(result).toMatchObject({ DB_PASSWORD: 'from the vault', KTRDR_ENV: mode });
  });

  test('is one for development, whatever is inherited', () => {
    expect(environment({ KTRDR_ENV: 'production' })['KTRDR_ENV']).toBe('development');
  });

  test('a sandbox never trades through the broker of the host', () => {
    const inherited = { USE_IB_HOST_SERVICE: 'true', KTRDR_IB_HOST_ENABLED: 'true' };
    const off = { USE_IB_HOST_SERVICE: 'false', KTRDR_IB_HOST_ENABLED: 'false' };
    expect(environment(inherited, 'sandbox')).toMatchObject(off);
    expect(environment(inherited, 'local-prod')).toMatchObject(inherited);
    expect(environment({}, 'local-prod')).not.toHaveProperty('USE_IB_HOST_SERVICE');
  });

  test("the instance's variables win over the shell's", () => {
    const variables = { KTRDR_API_PORT: '8003', SLOT_NUMBER: '3' };
    expect(environment({ KTRDR_API_PORT: '9999', SLOT_NUMBER: '9' }, 'sandbox', variables)).toMatchObject(variables);
  });
});

const withLines = (text: string, kind: 'local-prod' | 'sandbox' = 'sandbox') =>
  composeEnvironment({
    env: { LOG_LEVEL: 'INFO', SHELL_ONLY: 'shell', DB_PASSWORD: 'inherited' },
    kind: kinds[kind],
    settings: settingsOf(scanEnvFile(text), { SLOT_NUMBER: '3' }),
    variables: { SLOT_NUMBER: '3' },
    secrets: { JWT_SECRET: 'from the vault' },
  });

describe("the user's lines of .env.sandbox", () => {
  test.each([
    ['win over the shell', 'LOG_LEVEL=DEBUG', { LOG_LEVEL: 'DEBUG' }],
    ['lose against what is computed', 'SLOT_NUMBER=9', { SLOT_NUMBER: '3' }],
    ['lose against the secrets', 'JWT_SECRET=mine', { JWT_SECRET: 'from the vault' }],
    ['may name a secret that nobody else gives', 'DB_PASSWORD=mine', { DB_PASSWORD: 'mine' }],
    [
      'may refer to the shell, to what is computed, to secrets and to each other',
      'ONE=$SHELL_ONLY\nALL="$ONE-${SLOT_NUMBER}-${JWT_SECRET}"',
      { ALL: 'shell-3-from the vault' },
    ],
    ['do not refer to secrets of the shell', 'A=${DB_PASSWORD:-none}', { A: 'none' }],
    ['do not change what is computed for lines that follow', 'SLOT_NUMBER=9\nA=$SLOT_NUMBER', { A: '3' }],
    ['do not change the mode', 'KTRDR_ENV=production', { KTRDR_ENV: 'development' }],
    [
      'turn the broker on, for both generations of files',
      'USE_IB_HOST_SERVICE=true',
      { KTRDR_IB_HOST_ENABLED: 'true', USE_IB_HOST_SERVICE: 'true' },
    ],
    [
      'may tell the generations apart',
      'USE_IB_HOST_SERVICE=true\nKTRDR_IB_HOST_ENABLED=false',
      { KTRDR_IB_HOST_ENABLED: 'false', USE_IB_HOST_SERVICE: 'true' },
    ],
  ])('%s', (_, text, expected) => {
    expect(withLines(text)).toMatchObject(expected);
  });

  test('turn the broker of local-prod off', () => {
    expect(withLines('KTRDR_IB_HOST_ENABLED=false', 'local-prod')).toMatchObject({ USE_IB_HOST_SERVICE: 'false' });
  });

  test.each([
    ['COMPOSE_FILE'],
    ['COMPOSE_PROJECT_NAME'],
    ['DOCKER_HOST'],
    ['DOCKER_CONTEXT'],
    ['PATH'],
    ['HOME'],
    ['KTRDR_HOME'],
  ])('cannot set %s, which decides whose project it is', (name) => {
    expect(withLines(`${name}=other`)).not.toHaveProperty(name);
  });
});
