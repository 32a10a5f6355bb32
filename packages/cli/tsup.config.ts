import { cp } from 'node:fs/promises';
import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/main.ts'],
  format: 'esm',
  target: 'node20.19',
  platform: 'node',
  clean: true,
  // One chunk for every command, loaded when it runs; what they depend on is bundled, so that a start reads few files.
  splitting: true,
  noExternal: [/.*/],
  esbuildOptions(options) {
    options.conditions = ['@ktrdr/source', 'module', 'import', 'node'];
    // CommonJS dependencies inside an ES module still use what only CommonJS has.
    options.banner = {
      js: [
        "import { createRequire as __createRequire } from 'node:module';",
        "import { fileURLToPath as __fileURLToPath } from 'node:url';",
        'const require = __createRequire(import.meta.url);',
        'const __filename = __fileURLToPath(import.meta.url);',
      ].join('\n'),
    };
  },
  async onSuccess() {
    await cp('../../compose', 'dist/compose', { recursive: true });
  },
});
