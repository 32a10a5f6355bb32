import { readFileSync } from 'node:fs';
import { afterEach, expect, jest, test } from '@jest/globals';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
afterEach(() => {
  jest.restoreAllMocks();
});

test('the example of the README does what it says', async () => {
  const example = read('example.ts').replace('../src/index.ts', '@ktrdr/process');
  expect(read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);

  const stdout = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  await import('./example.ts');
  expect(stdout.mock.calls.join('')).toMatch(/^git version \d/);
});
