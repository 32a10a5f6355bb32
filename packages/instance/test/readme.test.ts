import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, afterEach, expect, jest, test } from '@jest/globals';
import { createContext } from '../src/index.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const directory = temporaryDirectory();
const { PATH, HOME, KTRDR_HOME, DOCKER_HOST } = env;
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => {
  Object.assign(env, { PATH, HOME });
  if (KTRDR_HOME !== undefined) env['KTRDR_HOME'] = KTRDR_HOME;
  if (DOCKER_HOST !== undefined) env['DOCKER_HOST'] = DOCKER_HOST;
});

// A docker without a single container.
const FAKE_DOCKER = `#!/bin/sh
case "$1 $2" in
  'ps --all') ;;
  'context inspect') echo unix:///var/run/docker.sock ;;
  *) echo "not expected: $*" >&2; exit 1 ;;
esac
`;

test('the example of the README does what it says', async () => {
  const example = read('example.ts').replace('../src/index.ts', '@ktrdr/instance');
  expect(read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);

  writeFileSync(join(directory, 'docker'), FAKE_DOCKER);
  chmodSync(join(directory, 'docker'), 0o755);
  // The clone's own Compose file says what it serves, also while nothing runs.
  const services = { backend: { image: 'x', ports: ['${KTRDR_API_PORT:-8000}:8000'] } };
  writeFileSync(join(directory, 'docker-compose.sandbox.yml'), JSON.stringify({ services }));
  delete env['KTRDR_HOME'];
  delete env['DOCKER_HOST'];
  Object.assign(env, { PATH: `${directory}:${PATH}`, HOME: directory });
  const { registry } = createContext({ env, command: 'a test' });
  await registry.claimLocalProd({ path: directory, createdAt: '2026-01-02T03:04:05.000Z' });

  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await import('./example.ts');
  expect(stdout.mock.calls.join('')).toBe(
    'ktrdr-prod is stopped; its API is at http://localhost:8000\non the host: ib, training\n',
  );
});
