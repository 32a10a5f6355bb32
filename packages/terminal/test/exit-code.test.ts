import { expect, test } from '@jest/globals';
import { CodedError } from '@ktrdr/errors';
import { exitCodeOf } from '../src/exit-code.ts';

test.each([
  ['GATE_FAILED', 2],
  ['NOT_A_CLONE', 2],
  ['NOT_KTRDR', 2],
  ['PORT_TAKEN', 3],
  ['SECRETS_UNAVAILABLE', 4],
  ['REGISTRY_UNREADABLE', 5],
  ['LOCAL_PROD_EXISTS', 1],
  ['ENGINE_UNREACHABLE', 1],
])('%s ends with %i', (code, expected) => {
  expect(exitCodeOf(new CodedError('x', { code }))).toBe(expected);
});

test('what nobody foresaw ends with 1', () => {
  expect(exitCodeOf(new Error('x'))).toBe(1);
});
