import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { directImports, readList, rewriteImports } from '../src/direct-imports.ts';

let directory = '';
afterEach(async () => await rm(directory, { recursive: true, force: true }));

test('a list of exports says which file has which name; types are left out', () => {
  const text =
    "export { one, type One } from './one.ts';\n// More.\nexport {\n  two,\n  three,\n} from './more/two.ts';\nexport type { Four } from './four.ts';\n";
  expect([...readList(text)]).toEqual([
    ['one', './one.ts'],
    ['two', './more/two.ts'],
    ['three', './more/two.ts'],
  ]);
});

const files: Readonly<Record<string, string>> = { one: '../one.ts', two: '../two.ts' };

test.each([
  ["import { one, type One, two } from 'us';", "import { one } from '../one.ts'; import { two } from '../two.ts';"],
  ["import { one as first } from 'us';", "import { one as first } from '../one.ts';"],
  ["import { unknown } from 'us';", "import { unknown } from 'us';"],
  ["import { type One } from 'us';", "import { type One } from 'us';"],
  ["import { one } from 'them';", "import { one } from 'them';"],
  ["import { one } from './one.ts';", "import { one } from './one.ts';"],
])('%s', (text, expected) => {
  expect(rewriteImports(text, (from, name) => (from === 'us' ? files[name] : undefined))).toBe(expected);
});

test('a chunk has what it uses of a package, and nothing that only another one uses', async () => {
  directory = await mkdtemp(join(tmpdir(), 'ktrdr-direct-imports-'));
  const write = async (name: string, text: string): Promise<void> => await writeFile(join(directory, name), text);
  await mkdir(join(directory, 'us'));
  await write('us/index.ts', "export { one } from './one.ts';\nexport { two } from './two.ts';\n");
  await write('us/one.ts', "export const one = (): string => 'number one';\n");
  await write('us/two.ts', "export const two = (): string => 'number two';\n");
  await write('a.ts', "import { one } from 'us';\nconsole.log(one());\n");
  await write('b.ts', "import { two } from 'us';\nconsole.log(two());\n");
  const index = join(directory, 'us', 'index.ts');
  await build({
    entryPoints: [join(directory, 'a.ts'), join(directory, 'b.ts')],
    outdir: join(directory, 'out'),
    bundle: true,
    splitting: true,
    format: 'esm',
    logLevel: 'silent',
    alias: { us: index },
    plugins: [directImports([{ name: 'us', index }])],
  });
  expect((await readdir(join(directory, 'out'))).toSorted((one, other) => one.localeCompare(other))).toEqual([
    'a.js',
    'b.js',
  ]);
  expect(await readFile(join(directory, 'out', 'a.js'), 'utf8')).toContain('number one');
});
