import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { buildPrograms, startProgram, temporaryDirectory } from '@ktrdr/test-support';

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const home = temporaryDirectory();

test('the example of the README does what it says', async () => {
  const example = read('programs/example.ts').replace('../../src/index.ts', '@ktrdr/registry');
  expect(read('../README.md')).toContain(`\`\`\`ts\n${example}\`\`\``);

  buildPrograms(home, import.meta.url);
  const program = startProgram(home, 'example', {}, { env: { HOME: home } });
  expect(await program.ended).toEqual({ code: 0, signal: null, stderr: '' });
  expect(program.lines).toEqual(['ktrdr--feat-x has slot 1']);
  const left: unknown = JSON.parse(readFileSync(join(home, '.ktrdr', 'sandbox', 'instances.json'), 'utf8'));
  expect(left).toEqual({ version: 1, local_prod: null, instances: {} });
});
