import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, jest, test } from '@jest/globals';

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const read = (path: string) => readFileSync(pathOf(path), 'utf8');
const directory = mkdtempSync(join(tmpdir(), 'ktrdr-compose-runner-'));
const { PATH } = env;
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => {
  env['PATH'] = PATH;
  rmSync(directory, { recursive: true });
});

// A docker of which `ps` and `inspect` answer as the real one did.
const FAKE_DOCKER = `#!/bin/sh
case "$1" in
  ps) echo a1 ;;
  inspect) cat '${join(directory, 'inspect.json')}' ;;
  *) echo "not expected: $*" >&2; exit 1 ;;
esac
`;

test('the example of the README does what it says', async () => {
  const example = read('example.ts').replace('../src/index.ts', '@ktrdr/compose-runner');
  expect(read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);

  cpSync(pathOf('fixtures/inspect.json'), join(directory, 'inspect.json'));
  writeFileSync(join(directory, 'docker'), FAKE_DOCKER);
  chmodSync(join(directory, 'docker'), 0o755);
  env['PATH'] = `${directory}:${PATH}`;

  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await import('./example.ts');
  const lines = stdout.mock.calls.join('').split('\n');
  expect(lines).toContain('db is running and healthy');
  expect(lines).toContain('crash is exited');
});
