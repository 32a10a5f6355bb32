import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Options } from 'tsup';
import { commonJs } from './packaging/src/common-js.ts';
import { directImports } from './packaging/src/direct-imports.ts';
import { mergeChunks } from './packaging/src/merge-chunks.ts';
import { nameOrigins } from './packaging/src/name-origins.ts';
import { NOTICES } from './packaging/src/notices.ts';
import { ownCopy } from './packaging/src/own-copy.ts';
import { PUBLISHED_LIBRARIES } from './packaging/src/published.ts';
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

const listed = [
  ...[...PUBLISHED_LIBRARIES, 'terminal', 'setup'].map((name) => [`@ktrdr/${name}`, `${name}/src/index.ts`]),
  ['@ktrdr/instance/internal', 'instance/src/internal.ts'],
].map(([name = '', list]) => ({ name, index: fileURLToPath(new URL(`packages/${list}`, import.meta.url)) }));

type BundleOptions = Parameters<NonNullable<Options['esbuildOptions']>>[0];

/** With everything it depends on, so that a start reads few files; what is imported lazily is a chunk. */
const bundle: Options = {
  format: 'esm',
  target: 'node20.19',
  platform: 'node',
  clean: true,
  splitting: true,
  noExternal: [/.*/],
};

function bundled(options: BundleOptions): void {
  options.conditions = ['@ktrdr/source', 'module', 'import', 'node'];
  // Less to read and to parse at every start. Names stay, so that a stack trace tells where it was.
  options.minifyWhitespace = true;
  options.minifySyntax = true;
  // They are in the file of third-party licences.
  options.legalComments = 'none';
}

/** How a program of this workspace is built. */
export const program: Options = {
  ...bundle,
  esbuildOptions(options) {
    bundled(options);
    // CommonJS dependencies inside an ES module still call require. It is in every chunk, so it is made where it is called.
    options.banner = {
      js: [
        "import { createRequire as __createRequire } from 'node:module';",
        'const require = (id) => __createRequire(import.meta.url)(id);',
      ].join('\n'),
    };
  },
};

/** The protocol's library uses all of zod, and other commands little. */
const zodOfMcp = ownCopy({
  name: 'zod',
  of: (importer) => /@modelcontextprotocol|packages\/cli\/src\/(?:documents|mcp)\//.test(importer),
});

/**
 * How a command that people install is built: with the licences of what it contains, the Compose file that `@ktrdr/instance`
 * looks for beside its code, and as CommonJS, which Node 20 starts sooner.
 */
export const command: Options = {
  ...bundle,
  outExtension: () => ({ js: '.cjs' }),
  esbuildOptions: bundled,
  esbuildPlugins: [directImports(listed), zodOfMcp, thirdPartyLicences(NOTICES), commonJs(), nameOrigins()],
  onSuccess: copyCompose,
};

/** For a command of which parts are read so often that they are one file each. */
export const readTogether = mergeChunks;

/** Puts the Compose file beside the code. */
export async function copyCompose(): Promise<void> {
  await cp(fileURLToPath(new URL('compose', import.meta.url)), 'dist/compose', { recursive: true });
}
