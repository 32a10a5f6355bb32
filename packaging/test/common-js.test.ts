import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { commonJs } from '../src/common-js.ts';

let directory = '';
afterEach(async () => await rm(directory, { recursive: true, force: true }));

test('what is split as ES modules runs as CommonJS: shared, lazy, and beside its own files', async () => {
  directory = await mkdtemp(join(tmpdir(), 'ktrdr-common-js-'));
  const write = async (name: string, text: string): Promise<void> => await writeFile(join(directory, name), text);
  await write('shared.ts', 'export class Shared {}\nexport const here = (): string => import.meta.dirname;\n');
  await write('lazy.ts', "import { Shared } from './shared.ts';\nexport const made = new Shared();\n");
  await write(
    'main.ts',
    "import { here, Shared } from './shared.ts';\nexport async function main(): Promise<void> {\n" +
      "  const { made } = await import('./lazy.ts');\n  console.log(made instanceof Shared, here());\n}\n",
  );
  const out = join(directory, 'out');
  const { outputFiles } = await build({
    entryPoints: [join(directory, 'main.ts')],
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    write: false,
    outExtension: { '.js': '.cjs' },
    plugins: [commonJs()],
  });
  await mkdir(out);
  for (const { path, contents } of outputFiles) await writeFile(path, contents);
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', "require('./main.cjs').main()"], { cwd: out });
  expect(stdout).toBe(`true ${out}\n`);
  for (const name of await readdir(out)) {
    const text = await readFile(join(out, name), 'utf8');
    expect(text).not.toMatch(/^import |\bimport\(/m);
  }
});
