import { describe, expect, test } from '@jest/globals';
import { CodedError, hasCode, isCodedError, messageOf } from '../src/index.ts';

describe('CodedError', () => {
  test('carries code, hint, detail and cause', () => {
    const cause = new Error('disk');
    const error = new CodedError('Cannot write', { code: 'WRITE', hint: 'Free some space.', detail: 'full', cause });
    expect(error).toMatchObject({ message: 'Cannot write', code: 'WRITE', hint: 'Free some space.', detail: 'full' });
    expect(error.cause).toBe(cause);
  });

  test('is recognised across two copies of the package, and nothing else is', () => {
    // What another installed copy would make: its own class, the same registered symbol.
    const foreign = Object.assign(new Error('x'), { [Symbol.for('@ktrdr/errors.CodedError')]: true, code: 'X' });
    expect(isCodedError(foreign)).toBe(true);
    expect(isCodedError(new CodedError('x', { code: 'X' }))).toBe(true);
    for (const other of [new Error('x'), { code: 'X' }, null, undefined, 'X']) expect(isCodedError(other)).toBe(false);
  });
});

test('hasCode reads our codes and those of Node', () => {
  expect(hasCode(new CodedError('x', { code: 'X' }), 'X')).toBe(true);
  expect(hasCode(Object.assign(new Error('no entry'), { code: 'ENOENT' }), 'ENOENT')).toBe(true);
  expect(hasCode(new Error('x'), 'X')).toBe(false);
  expect(hasCode(null, 'X')).toBe(false);
});

test('messageOf takes anything that was thrown', () => {
  expect(messageOf(new Error('boom'))).toBe('boom');
  expect(messageOf('boom')).toBe('boom');
});
