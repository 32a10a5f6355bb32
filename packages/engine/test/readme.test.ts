import { readFileSync } from 'node:fs';
import { env } from 'node:process';
import { afterEach, expect, jest, test } from '@jest/globals';
import { fakeEngine } from './support/fake-engine.ts';
import { fixture } from './support/fixture.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const { DOCKER_HOST } = env;
afterEach(() => {
  jest.restoreAllMocks();
  if (DOCKER_HOST === undefined) delete env['DOCKER_HOST'];
  else env['DOCKER_HOST'] = DOCKER_HOST;
});

test('the example of the README does what it says', async () => {
  const example = read('example.ts').replace('../src/index.ts', '@ktrdr/engine');
  expect(read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);

  const [, , till] = JSON.parse(fixture('containers.json').toString());
  const fake = await fakeEngine({
    'GET /version': fixture('version.json'),
    'GET /containers/json': JSON.stringify([till]),
    [`GET /containers/${till.Id}/logs`]: fixture('logs.bin'),
  });
  env['DOCKER_HOST'] = fake.env.DOCKER_HOST;
  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await import('./example.ts');
  await fake.close();
  const lines = stdout.mock.calls.join('').split('\n');
  expect(lines[0]).toBe(`Engine 26.1.5+dfsg1 at unix://${fake.socket}`);
  expect(lines[1]).toBe('till: Up 3 seconds (healthy)');
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}stdout: \S+ to out$/));
});
