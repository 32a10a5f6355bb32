import { readFileSync } from 'node:fs';
import { afterEach, expect, jest, test } from '@jest/globals';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
afterEach(() => {
  jest.restoreAllMocks();
});

test('the example of the README does what it says', async () => {
  const example = read('example.ts').replace('../src/index.ts', '@ktrdr/ports');
  expect(read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);

  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await import('./example.ts');
  const [first, ...others] = stdout.mock.calls.join('').trimEnd().split('\n');
  expect(first).toBe('the API of slot 3 is on 8003, its database on 5435');
  // Whatever listens there on this machine.
  for (const line of others) expect(line).toMatch(/^\d+ is held by \S+/);
});
