import { expect, test } from '@jest/globals';
import { CodedError, type ErrorCode } from '@ktrdr/errors';
import { exitCodeOf } from '../src/program/exit-code.ts';

const cases: readonly [ErrorCode, number][] = [
  ['GATE_FAILED', 2],
  ['NOT_A_CLONE', 2],
  ['NOT_KTRDR', 2],
  ['PORT_TAKEN', 3],
  ['SECRETS_UNAVAILABLE', 4],
  ['REGISTRY_FORBIDDEN', 5],
  ['REGISTRY_UNREADABLE', 5],
  ['INTERRUPTED', 130],
  ['LOCAL_PROD_EXISTS', 1],
  ['ENGINE_UNREACHABLE', 1],
];

test.each(cases)('%s ends with %i', (code, expected) => {
  expect(exitCodeOf(new CodedError('x', { code }))).toBe(expected);
});

test.each([
  ['what nobody foresaw', new Error('x')],
  ['a code that is not ours', new CodedError<string>('x', { code: 'NO_SETTINGS' })],
  ['a code that every object has', new CodedError<string>('x', { code: 'toString' })],
])('%s ends with 1', (_, error) => {
  expect(exitCodeOf(error)).toBe(1);
});
