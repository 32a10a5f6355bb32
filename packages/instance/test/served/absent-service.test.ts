import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { absentService } from '../../src/served/absent-service.ts';
import { nearestOf } from '../../src/served/nearest-of.ts';
import { createContext } from '../../src/index.ts';
import { aSandbox } from '../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const path = join(temporaryDirectory(), 'ktrdr');
mkdirSync(path);
const own = join(path, 'docker-compose.sandbox.yml');
const context = createContext({
  env: {},
  command: 'a test',
  run: async (command) => await Promise.reject(new Error(`not expected: ${command}`)),
});
const FILE = 'services: { backend: { image: a }, db: { image: b } }\n';

describe('absentService', () => {
  test.each([
    [
      'db',
      FILE,
      {
        code: 'NO_CONTAINERS',
        message: 'db of ktrdr--feat-x has no container',
        hint: 'Start it with: ktrdr up ktrdr--feat-x',
      },
    ],
    [
      'bd',
      FILE,
      {
        code: 'NO_SUCH_SERVICE',
        message: 'ktrdr--feat-x has no service bd',
        hint: 'Did you mean db? Its services are backend, db, old.',
      },
    ],
    ['db', 'services: [', { code: 'NO_SUCH_SERVICE', hint: 'Its services are backend, old.' }],
  ])('%s, where the file is %j', async (service, file, expected) => {
    writeFileSync(own, file);
    const services = ['backend', 'old'];
    expect(await absentService(context, aSandbox({ path }), { service, services })).toMatchObject(expected);
  });
});

describe('nearestOf', () => {
  const names = ['backend', 'backtest-worker-1', 'backtest-worker-2', 'db', 'mcp-local', 'training-worker-1'];
  test.each([
    ['bakend', 'backend'],
    ['bd', 'db'],
    ['dbb', 'db'],
    ['mcp', 'mcp-local'],
    ['trainng-worker-1', 'training-worker-1'],
    // Several are as near.
    ['backtest-worker-3', undefined],
    ['backtest', undefined],
    ['redis', undefined],
    ['', undefined],
  ])('%j: %j', (word, expected) => {
    expect(nearestOf(word, names)).toBe(expected);
  });

  test('among none', () => expect(nearestOf('db', [])).toBeUndefined());
});
