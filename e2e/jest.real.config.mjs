import specs from './jest.specs.config.mjs';

/** What runs on clones of KTRDR itself: `npm run test:real`. */
export default {
  ...specs,
  testMatch: ['<rootDir>/real/**/*.e2e.ts'],
  testTimeout: 1_200_000,
};
