import type { Options } from 'tsup';

/** How a library is built: one ES module with its types; what it depends on stays outside. */
export const library: Options = {
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node20.19',
  platform: 'node',
  clean: true,
  sourcemap: true,
  dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
};
