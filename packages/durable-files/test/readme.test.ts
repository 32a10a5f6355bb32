import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { buildPrograms, startProgram, temporaryDirectory } from '@ktrdr/test-support';

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const home = temporaryDirectory();

test('the example of the README does what it says', async () => {
  const example = read('programs/example.ts').replace('../../src/index.ts', '@ktrdr/durable-files');
  expect(read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);

  buildPrograms(home, import.meta.url);
  const programs = Array.from({ length: 8 }, () => startProgram(home, 'example', {}, { env: { HOME: home } }));
  for (const { ended } of programs) expect(await ended).toEqual({ code: 0, signal: null, stderr: '' });
  const visits = programs.flatMap(({ lines }) => lines);
  expect(visits.toSorted((a, b) => a.localeCompare(b))).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `visit ${n}`));
  expect(readFileSync(`${home}/.visits`, 'utf8')).toBe('8\n');
});
