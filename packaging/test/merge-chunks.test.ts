import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { commonJs } from '../src/common-js.ts';
import { mergeChunks, planMerge } from '../src/merge-chunks.ts';
import { nameOrigins } from '../src/name-origins.ts';
import { originsIn } from '../src/origins.ts';
import { buildSplit } from './support/build-split.ts';

const output = (
  imports: readonly string[],
  entryPoint?: string,
  kind: 'import-statement' | 'dynamic-import' = 'import-statement',
) => ({
  imports: imports.map((path) => ({ path, kind })),
  ...(entryPoint === undefined ? {} : { entryPoint }),
  exports: [],
  inputs: {},
  bytes: 1,
});

describe('which chunks are merged', () => {
  const outputs = {
    'dist/main.cjs': output(['dist/a.cjs'], 'src/main.ts'),
    'dist/list.cjs': output(['dist/a.cjs', 'dist/b.cjs'], 'src/list.ts'),
    'dist/show.cjs': output(['dist/b.cjs', 'dist/c.cjs'], 'src/show.ts'),
    'dist/a.cjs': output([]),
    'dist/b.cjs': output(['dist/late.cjs'], undefined, 'dynamic-import'),
    'dist/c.cjs': output([]),
    'dist/late.cjs': output([], 'src/late.ts'),
  };

  test('all that a member needs at once, in the first group that needs it', () => {
    expect(Object.fromEntries(planMerge({ outputs }, [{ of: ['src/list.ts'] }, { of: ['src/show.ts'] }]))).toEqual({
      'dist/list.cjs': 'merged-1.cjs',
      'dist/a.cjs': 'merged-1.cjs',
      'dist/b.cjs': 'merged-1.cjs',
      'dist/show.cjs': 'merged-2.cjs',
      'dist/c.cjs': 'merged-2.cjs',
    });
  });

  test('not what another needs, which would read all of it', () => {
    expect(Object.fromEntries(planMerge({ outputs }, [{ of: ['src/show.ts'], butOf: ['src/list.ts'] }]))).toEqual({
      'dist/show.cjs': 'merged-1.cjs',
      'dist/c.cjs': 'merged-1.cjs',
    });
  });

  test('a member that is no chunk is an error', () => {
    expect(() => planMerge({ outputs }, [{ of: ['src/gone.ts'] }])).toThrow('There is no chunk of src/gone.ts');
  });
});

test('what is merged runs once, when it is wanted, for all that want it', async () => {
  const sources = {
    'shared.ts': "console.log('shared runs');\nexport class Shared {}\n",
    // It has names of its own that are like those of the merged file.
    'first.ts':
      "import { Shared } from './shared.ts';\nexport const load = (name: string) => name;\nexport const made = new Shared();\n",
    'second.ts': "import { Shared } from './shared.ts';\nexport const made = new Shared();\nexport { Shared };\n",
    'main.ts': [
      'export async function main(): Promise<void> {',
      "  console.log('begins');",
      "  const [first, second] = [await import('./first.ts'), await import('./second.ts')];",
      "  console.log(first.load('x'), first.made instanceof second.Shared, second.made instanceof second.Shared);",
      '}',
    ].join('\n'),
  };
  const { directory, out, run } = await buildSplit(sources, [
    commonJs(),
    nameOrigins(),
    mergeChunks([{ of: ['first.ts'] }]),
  ]);
  try {
    const names = (await readdir(out)).toSorted();
    expect(names).toEqual(['main.cjs', 'merged-1.cjs', expect.stringMatching(/^second-\w+\.cjs$/)]);
    expect(await run()).toBe('begins\nshared runs\nx true true\n');
    for (const name of names) expect(originsIn(await readFile(join(out, name), 'utf8'))).toEqual([]);
  } finally {
    await rm(directory, { recursive: true });
  }
});
