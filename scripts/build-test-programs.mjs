import { build } from 'tsup';

// Builds the programs of a package's tests (`test/programs`, from the package's directory) into the directory given, each one file that plain `node` runs.
// A program of its own: jest's module loader and tsup do not go together without warnings.
await build({
  config: false,
  silent: true,
  entry: ['test/programs/*.ts'],
  outDir: process.argv[2],
  format: 'esm',
  outExtension: () => ({ js: '.mjs' }),
  target: 'node20.19',
  platform: 'node',
  noExternal: [/.*/],
  esbuildOptions: (options) => {
    options.conditions = ['@ktrdr/source', 'module', 'import', 'node'];
    // CommonJS dependencies inside an ES module still call require.
    options.banner = {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    };
  },
});
