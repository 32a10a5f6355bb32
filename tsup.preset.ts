import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Options } from 'tsup';
import { NOTICES } from './packaging/src/notices.ts';
import { thirdPartyLicences } from './packaging/src/third-party-licences.ts';

/** How a library is built: one ES module with its types; what it depends on stays outside. */
export const library: Options = {
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20.19',
  platform: 'node',
  clean: true,
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
};

/** How a program is built: with everything it depends on, so that a start reads few files; what is imported lazily is a chunk. */
export const program: Options = {
  format: 'esm',
  target: 'node20.19',
  platform: 'node',
  clean: true,
  splitting: true,
  noExternal: [/.*/],
  esbuildOptions(options) {
    options.conditions = ['@ktrdr/source', 'module', 'import', 'node'];
    // CommonJS dependencies inside an ES module still call require.
    options.banner = {
      js: [
        "import { createRequire as __createRequire } from 'node:module';",
        'const require = __createRequire(import.meta.url);',
      ].join('\n'),
    };
  },
};

/**
 * How a command that people install is built: a program, with the licences of what it contains, and the Compose file that
 * `@ktrdr/instance` looks for beside its code.
 */
export const command: Options = {
  ...program,
  esbuildPlugins: [thirdPartyLicences(NOTICES)],
  async onSuccess() {
    await cp(fileURLToPath(new URL('compose', import.meta.url)), 'dist/compose', { recursive: true });
  },
};
