import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { composeMemory } from '../../src/compose-file/compose-memory.ts';
import { readComposeFiles } from '../../src/compose-file/read-compose-files.ts';

const directory = temporaryDirectory();
const file = join(directory, 'compose.yml');
const TEXT = `services:
  db:
    environment: { POSTGRES_PASSWORD: hidden }
    ports: ["5432:5432"]
`;

async function portsOf(memory: string): Promise<unknown> {
  const { services } = await readComposeFiles([file], { directory, env: {}, memory: composeMemory(memory) });
  return services['db']?.ports;
}

test('a file is remembered by its text, for the user alone, without what may be a secret', async () => {
  const memory = join(directory, 'kept');
  writeFileSync(file, TEXT);
  expect(await portsOf(memory)).toEqual(['5432:5432']);
  const [name = ''] = readdirSync(memory);
  const kept = join(memory, name);
  expect(readFileSync(kept, 'utf8')).not.toContain('hidden');
  expect(statSync(kept).mode & 0o077).toBe(0);

  // It is what is read from then on.
  writeFileSync(kept, readFileSync(kept, 'utf8').replace('5432:5432', '1:1'));
  expect(await portsOf(memory)).toEqual(['1:1']);
  // Another text is another file.
  writeFileSync(file, TEXT.replace('5432:', '5433:'));
  expect(await portsOf(memory)).toEqual(['5433:5432']);
});

test.each([
  ['is damaged', '{'],
  ['has another shape', '{}'],
])('what is remembered and %s is read again, and mended', async (_, text) => {
  const memory = join(directory, text);
  writeFileSync(file, TEXT);
  await portsOf(memory);
  const kept = join(memory, readdirSync(memory)[0] ?? '');
  writeFileSync(kept, text);
  expect(await portsOf(memory)).toEqual(['5432:5432']);
  expect(JSON.parse(readFileSync(kept, 'utf8'))).toMatchObject({ problems: [] });
});

test('what a killed write has left goes with the next one', async () => {
  const memory = join(directory, 'killed');
  writeFileSync(file, TEXT);
  await portsOf(memory);
  const kept = join(memory, readdirSync(memory)[0] ?? '');
  renameSync(kept, `${kept}.4711-0a1b2c3d.tmp`);
  await portsOf(memory);
  expect(readdirSync(memory)).toEqual([basename(kept)]);
});

test('where nothing can be kept, the file is read each time', async () => {
  writeFileSync(file, TEXT);
  expect(await portsOf(join(file, 'below a file'))).toEqual(['5432:5432']);
});

test('the latest are kept, and not what aliases make endless', async () => {
  const memory = join(directory, 'many');
  const files = composeMemory(memory);
  for (let number = 0; number < 45; number += 1)
    await files.keep(`text ${number}`, { documents: [number], problems: [] });
  expect(readdirSync(memory)).toHaveLength(40);
  expect(await files.recall('text 44')).toEqual({ documents: [44], problems: [] });
  await files.keep('long', { documents: ['x'.repeat(200_000)], problems: [] });
  expect(await files.recall('long')).toBeUndefined();
});
