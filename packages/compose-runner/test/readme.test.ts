import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, afterEach, expect, jest, test } from '@jest/globals';
import * as z from 'zod/mini';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const { DOCKER_HOST } = env;
const directory = mkdtempSync(join(tmpdir(), 'ktrdr-compose-runner-'));
let server: Server | undefined;
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => {
  if (DOCKER_HOST === undefined) delete env['DOCKER_HOST'];
  else env['DOCKER_HOST'] = DOCKER_HOST;
  server?.close();
  rmSync(directory, { recursive: true });
});

/** An Engine that answers as the real one did. */
async function startEngine(socket: string): Promise<Server> {
  const containers = z.array(z.looseObject({ Id: z.string() })).parse(JSON.parse(read('fixtures/inspect.json')));
  const engine = createServer(({ url = '' }, response) => {
    response.setHeader('Api-Version', '1.45');
    const listed = containers.map(({ Id }) => ({ Id, Image: '', ImageID: '', State: '', Status: '', Created: 1 }));
    const inspected = containers.find(({ Id }) => url.endsWith(`/containers/${Id}/json`));
    response.end(JSON.stringify(url.includes('/containers/json') ? listed : inspected));
  });
  await new Promise<void>((resolve) => engine.listen(socket, resolve));
  return engine;
}

test('the example of the README does what it says', async () => {
  const example = read('example.ts').replace('../src/index.ts', '@ktrdr/compose-runner');
  expect(read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);

  const socket = join(directory, 'docker.sock');
  server = await startEngine(socket);
  env['DOCKER_HOST'] = `unix://${socket}`;

  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await import('./example.ts');
  const lines = stdout.mock.calls.join('').split('\n');
  expect(lines).toContain('db is running and healthy');
  expect(lines).toContain('crash is exited');
});
