import preset from '../jest.preset.mjs';

/** The end-to-end tests: they need an Engine, and run one after another. */
export default {
  ...preset,
  testMatch: ['<rootDir>/specs/**/*.e2e.ts'],
  testTimeout: 180_000,
  verbose: true,
};
