import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { commonJs } from '../src/common-js.ts';
import { buildSplit } from './support/build-split.ts';

test('what is split as ES modules runs as CommonJS: shared, lazy, and beside its own files', async () => {
  const sources = {
    'shared.ts': 'export class Shared {}\nexport const here = (): string => import.meta.dirname;\n',
    'lazy.ts': "import { Shared } from './shared.ts';\nexport const made = new Shared();\n",
    'main.ts':
      "import { here, Shared } from './shared.ts';\nexport async function main(): Promise<void> {\n" +
      "  const { made } = await import('./lazy.ts');\n  console.log(made instanceof Shared, here());\n}\n",
  };
  const { directory, out, run } = await buildSplit(sources, [commonJs()]);
  try {
    expect(await run()).toBe(`true ${out}\n`);
    for (const name of await readdir(out)) {
      const text = await readFile(join(out, name), 'utf8');
      expect(text).not.toMatch(/^import |\bimport\(/m);
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});
