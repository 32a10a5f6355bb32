import specs from './jest.specs.config.mjs';

/** What takes long: `npm run test:long`. */
export default {
  ...specs,
  testMatch: ['<rootDir>/long/**/*.e2e.ts'],
  testTimeout: 3_600_000,
};
