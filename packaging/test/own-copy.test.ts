import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { build, type Plugin } from 'esbuild';
import { ownCopy } from '../src/own-copy.ts';

let directory = '';
afterEach(async () => await rm(directory, { recursive: true, force: true }));

/** What the chunk that is loaded first, and all that it loads at once, has in it. */
async function loadedFirst(plugins: Plugin[]): Promise<string> {
  directory = await mkdtemp(join(tmpdir(), 'own-copy-'));
  const files = {
    'node_modules/lib/package.json': '{"name":"lib","type":"module","main":"index.js"}',
    'node_modules/lib/index.js': "export { used, unused } from './parts.js';",
    'node_modules/lib/parts.js': "export const used = () => 'USED';\nexport const unused = () => 'RARELY';",
    'main.js': "import { used } from 'lib';\nconsole.log(used());\nimport('./rare.js');",
    'rare.js': "import { unused, used } from 'lib';\nconsole.log(unused(), used());",
  };
  await mkdir(join(directory, 'node_modules', 'lib'), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  const out = join(directory, 'out');
  await build({
    entryPoints: [join(directory, 'main.js')],
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    logLevel: 'silent',
    plugins,
  });
  const texts = await Promise.all(
    (await readdir(out))
      .filter((name) => !name.startsWith('rare'))
      .map(async (name) => await readFile(join(out, name), 'utf8')),
  );
  return texts.join('\n');
}

test('what only a rarely loaded chunk uses of a package is in that chunk', async () => {
  expect(await loadedFirst([])).toMatch(/RARELY/);
  const first = await loadedFirst([ownCopy({ name: 'lib', of: (importer) => importer.endsWith('rare.js') })]);
  expect(first).toMatch(/USED/);
  expect(first).not.toMatch(/RARELY/);
});
