/** What every project's tests share: ES modules, TypeScript through swc, workspace packages from their sources. */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@ktrdr/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  // Slow machines are slow; what hangs fails all the same.
  testTimeout: 60_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023', experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
      },
    ],
  },
};
