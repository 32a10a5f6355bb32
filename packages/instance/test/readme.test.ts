import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, afterEach, expect, jest, test } from '@jest/globals';
import { createContext } from '../src/index.ts';
import { type EmptyEngine, startEmptyEngine, temporaryDirectory } from '@ktrdr/test-support';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const directory = temporaryDirectory();
const { HOME, KTRDR_HOME, DOCKER_HOST } = env;
let server: EmptyEngine | undefined;
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => {
  server?.close();
  Object.assign(env, { HOME });
  delete env['DOCKER_HOST'];
  if (KTRDR_HOME !== undefined) env['KTRDR_HOME'] = KTRDR_HOME;
  if (DOCKER_HOST !== undefined) env['DOCKER_HOST'] = DOCKER_HOST;
});

test('the example of the README does what it says', async () => {
  const example = read('example.ts').replace('../src/index.ts', '@ktrdr/instance');
  expect(read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);

  const socket = join(directory, 'docker.sock');
  server = await startEmptyEngine(socket);
  // The clone's own Compose file says what it serves, also while nothing runs.
  const services = { backend: { image: 'x', ports: ['${KTRDR_API_PORT:-8000}:8000'] } };
  writeFileSync(join(directory, 'docker-compose.sandbox.yml'), JSON.stringify({ services }));
  delete env['KTRDR_HOME'];
  Object.assign(env, { DOCKER_HOST: `unix://${socket}`, HOME: directory });
  const { registry } = createContext({ env, command: 'a test' });
  await registry.claimLocalProd({ path: directory, createdAt: '2026-01-02T03:04:05.000Z' });

  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await import('./example.ts');
  expect(stdout.mock.calls.join('')).toBe(
    ['slot 0: ktrdr-prod is stopped', 'its API is at http://localhost:8000', 'on the host: ib, training', ''].join(
      '\n',
    ),
  );
});
