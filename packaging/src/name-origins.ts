import { relative } from 'node:path';
import { cwd } from 'node:process';
import type { Plugin } from 'esbuild';
import { bundledPackages } from './bundled-packages.ts';
import { formatOrigins } from './origins.ts';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * An esbuild plugin that writes at the head of each chunk which packages of others it contains code of: the check of the tarball
 * compares that with the licences in it. After plugins that write the chunks anew.
 */
export function nameOrigins(): Plugin {
  return {
    name: 'name-origins',
    setup(build) {
      const { initialOptions } = build;
      initialOptions.metafile = true;
      build.onEnd(({ metafile, outputFiles }) => {
        if (metafile === undefined) return;
        if (outputFiles === undefined) throw new Error('nameOrigins() needs { write: false }, as tsup has it');
        const root = initialOptions.absWorkingDir ?? cwd();
        for (const file of outputFiles.filter(({ path }) => /\.c?js$/.test(path))) {
          const output = metafile.outputs[relative(root, file.path)];
          if (output === undefined) throw new Error(`esbuild does not say what is in ${file.path}`);
          const names = bundledPackages({ outputs: { [file.path]: output } }, root).map(({ name }) => name);
          file.contents = encoder.encode(`${formatOrigins(names)}\n${decoder.decode(file.contents)}`);
        }
      });
    },
  };
}
