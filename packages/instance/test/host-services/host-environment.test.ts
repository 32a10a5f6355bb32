import { expect, test } from '@jest/globals';
import { hostEnvironment } from '../../src/host-services/host-environment.ts';
import { hostServiceKinds } from '../../src/core/host-service-kinds.ts';

const directories = { KTRDR_DATA_DIR: '/s/data', KTRDR_MODELS_DIR: '/s/models', KTRDR_STRATEGIES_DIR: '/s/strategies' };
const env = {
  PATH: '/bin',
  PYTHONPATH: '/mine',
  WORKER_PORT: '7',
  COMPOSE_FILE: 'x',
  ANTHROPIC_API_KEY: 'of the shell',
  JWT_SECRET: 'of the shell',
};

test.each([
  ['ib', { WORKER_PORT: '7' }],
  ['training', { WORKER_PORT: '5002' }],
])('of %s', (name, more) => {
  const kind = hostServiceKinds.find((one) => one.name === name);
  if (kind === undefined) throw new Error(`no ${name}`);
  const instance = { path: '/clone', slot: 0 };
  const secrets = { KTRDR_DB_PASSWORD: 'pw' };
  const given = hostEnvironment({ env, instance, kind, directories, secrets, mark: 'm' });
  expect(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))).toEqual({
    PATH: '/bin',
    PYTHONPATH: '/clone:/mine',
    PYTHONUNBUFFERED: '1',
    KTRDR_DB_HOST: 'localhost',
    KTRDR_DB_PORT: '5432',
    KTRDR_DB_NAME: 'ktrdr',
    KTRDR_DB_USER: 'ktrdr',
    KTRDR_DB_PASSWORD: 'pw',
    ...directories,
    KTRDR_DATA_MODELS_DIR: '/s/models',
    MODELS_DIR: '/s/models',
    KTRDR_HOST_SERVICE: 'm',
    ...more,
  });
});
