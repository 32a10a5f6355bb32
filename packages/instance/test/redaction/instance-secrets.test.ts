import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { instanceSecrets } from '../../src/redaction/instance-secrets.ts';
import { aContainer } from '../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const path = temporaryDirectory();
const docker = { filesIn: async () => await Promise.resolve(undefined) };

test('secrets of the .env beside those of the containers, under whatever name they were handed on', async () => {
  writeFileSync(join(path, '.env'), 'MY_API_KEY=hush\nCOLOR=blue\n');
  const container = aContainer({ environment: () => ({ OTHER: 'hush', DB_PASSWORD: 'quiet' }) });
  const { values } = await instanceSecrets({ docker, env: {} }, { path }, [container]);
  expect(values).toEqual(['quiet', 'hush']);
});

test('no .env, and no directory at all', async () => {
  const { values } = await instanceSecrets({ docker, env: {} }, { path: join(path, 'away') }, [aContainer()]);
  expect(values).toEqual([]);
});
