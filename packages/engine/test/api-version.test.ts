import { expect, test } from '@jest/globals';
import { apiVersion } from '../src/api-version.ts';

test.each([
  ['Engine 25', '1.44', '1.44'],
  ['Engine 26.1', '1.45', '1.45'],
  ['Engine 28.3', '1.51', '1.51'],
  ['an Engine that is newer than this', '1.60', '1.51'],
  ['an Engine of another time', '2.0', '1.51'],
])('%s', (_, offered, expected) => {
  expect(apiVersion(offered)).toBe(expected);
});

test.each([
  ['Engine 24', '1.43', '1.43'],
  ['Engine 1.8', '1.9', '1.9'],
  ['one that does not say', undefined, 'unknown'],
  ['one that says something else', 'new', 'new'],
])('%s is too old', (_, offered, said) => {
  expect(() => apiVersion(offered)).toThrow(
    expect.objectContaining({
      code: 'ENGINE_TOO_OLD',
      message: `The Docker Engine is too old: it speaks version ${said} of its API, and 1.44 is needed`,
      hint: expect.stringContaining('Engine 25'),
    }),
  );
});
