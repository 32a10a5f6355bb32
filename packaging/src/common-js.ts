import type { Plugin } from 'esbuild';

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/**
 * An esbuild plugin that makes CommonJS of the chunks of an ES module build (esbuild splits ES modules only): Node 20 spends
 * several milliseconds on its loader of ES modules before the first line of one is run.
 * Source: https://esbuild.github.io/api/#splitting
 */
export function commonJs(): Plugin {
  return {
    name: 'common-js',
    setup(build) {
      build.onEnd(async ({ errors, outputFiles }) => {
        if (errors.length > 0) return;
        if (outputFiles === undefined) throw new Error('commonJs() needs { write: false }, as tsup has it');
        await Promise.all(
          outputFiles
            .filter(({ path }) => path.endsWith('.cjs'))
            .map(async (file) => {
              const { code } = await build.esbuild.transform(decoder.decode(file.contents), {
                format: 'cjs',
                platform: 'node',
                target: 'node20.19',
                minifySyntax: true,
                minifyWhitespace: true,
                define: { 'import.meta.dirname': '__dirname' },
                // A real import() would start the loader of ES modules all the same.
                supported: { 'dynamic-import': false },
              });
              file.contents = encoder.encode(code);
            }),
        );
      });
    },
  };
}
