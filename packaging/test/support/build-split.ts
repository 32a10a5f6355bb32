import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';

/** A bundle of `main.ts` with its chunks. */
export interface Split {
  /** Where it was made; the caller removes it. */
  readonly directory: string;
  readonly out: string;
  /** What its `main()` prints. */
  readonly run: () => Promise<string>;
}

/** Bundles these sources as the commands are bundled, with these plugins. */
export async function buildSplit(
  sources: Readonly<Record<string, string>>,
  plugins: readonly Plugin[],
): Promise<Split> {
  const directory = await mkdtemp(join(tmpdir(), 'ktrdr-split-'));
  for (const [name, text] of Object.entries(sources)) await writeFile(join(directory, name), text);
  const out = join(directory, 'out');
  const { outputFiles } = await build({
    entryPoints: ['main.ts'],
    absWorkingDir: directory,
    outdir: 'out',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    write: false,
    outExtension: { '.js': '.cjs' },
    plugins: [...plugins],
  });
  await mkdir(out);
  for (const { path, contents } of outputFiles) await writeFile(path, contents);
  return {
    directory,
    out,
    run: async () => {
      const ran = await promisify(execFile)(process.execPath, ['-e', "require('./main.cjs').main()"], { cwd: out });
      return ran.stdout;
    },
  };
}
