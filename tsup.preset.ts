import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Options } from 'tsup';
import { directImports } from './packaging/src/direct-imports.ts';
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

const listed = ['compose-runner', 'errors', 'instance', 'ports', 'registry', 'secrets', 'terminal', 'setup'].map(
  (name) => ({
    name: `@ktrdr/${name}`,
    index: fileURLToPath(new URL(`packages/${name}/src/index.ts`, import.meta.url)),
  }),
);

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
    // Less to read and to parse at every start. Names stay, so that a stack trace tells where it was.
    options.minifyWhitespace = true;
    options.minifySyntax = true;
    // They are in the file of third-party licences.
    options.legalComments = 'none';
    // CommonJS dependencies inside an ES module still call require. It is in every chunk, so it is made where it is called.
    options.banner = {
      js: [
        "import { createRequire as __createRequire } from 'node:module';",
        'const require = (id) => __createRequire(import.meta.url)(id);',
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
  esbuildPlugins: [directImports(listed), thirdPartyLicences(NOTICES)],
  async onSuccess() {
    await cp(fileURLToPath(new URL('compose', import.meta.url)), 'dist/compose', { recursive: true });
  },
};
