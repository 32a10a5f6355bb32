import { expect, test } from '@jest/globals';
import { replicasOf } from '../../src/start/replicas-of.ts';

test.each([
  [{}, 1],
  [{ scale: 0 }, 0],
  [{ scale: 3 }, 3],
  [{ deploy: { replicas: 0 } }, 0],
  [{ deploy: { replicas: 2 } }, 2],
  [{ deploy: {} }, 1],
  // Compose refuses two numbers that differ, but not one beside nothing.
  [{ scale: 0, deploy: {} }, 0],
])('%j has so many containers: %i', (service, count) => {
  expect(replicasOf(service)).toBe(count);
});
