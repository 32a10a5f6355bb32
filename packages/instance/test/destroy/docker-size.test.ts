import { expect, test } from '@jest/globals';
import { dockerSize } from '../../src/destroy/docker-size.ts';

// As docker 26.1 prints them (`docker system df --verbose`).
test.each([
  [0, '0B'],
  [999, '999B'],
  [1000, '1kB'],
  [46_981_234, '46.98MB'],
  [1_200_000_000, '1.2GB'],
  [3e18, '3000PB'],
])('%p bytes are %s', (bytes, text) => {
  expect(dockerSize(bytes)).toBe(text);
});
