import { describe, expect, test } from '@jest/globals';
import { CodedError, hasCode, isCodedError, messageOf, quoteArgument } from '../src/index.ts';

describe('CodedError', () => {
  test('carries code, hint, detail and cause', () => {
    const cause = new Error('disk');
    const error = new CodedError('Cannot write', { code: 'WRITE', hint: 'Free some space.', detail: 'full', cause });
    expect(error).toMatchObject({ message: 'Cannot write', code: 'WRITE', hint: 'Free some space.', detail: 'full' });
    expect(error.cause).toBe(cause);
  });

  test('needs nothing but a code', () => {
    const error = new CodedError('Cannot write', { code: 'WRITE' });
    expect(error).toMatchObject({ hint: undefined, detail: undefined });
    expect('cause' in error).toBe(false);
  });

  test('keeps whatever was caught, also what is no error', () => {
    for (const cause of [undefined, null, 'text', 0]) {
      const error = new CodedError('x', { code: 'X', cause });
      expect(error).toHaveProperty('cause', cause);
    }
  });

  test('is an error with a name and a stack trace', () => {
    const error = new CodedError('Cannot write', { code: 'WRITE' });
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe('CodedError: Cannot write');
    expect(error.stack).toContain('coded-error.test.ts');
  });

  test('is recognised across two copies of the package, and nothing else is', () => {
    // What another installed copy would make: its own class, the same registered symbol.
    const foreign = Object.assign(new Error('x'), { [Symbol.for('@ktrdr/errors.CodedError')]: true, code: 'X' });
    expect(isCodedError(foreign)).toBe(true);
    expect(isCodedError(new CodedError('x', { code: 'X' }))).toBe(true);
    for (const other of [new Error('x'), { code: 'X' }, null, undefined, 'X']) expect(isCodedError(other)).toBe(false);
  });

  test('can be extended with what a caller needs besides', () => {
    class ListError extends CodedError {
      readonly list = ['a', 'b'];
    }
    const error: unknown = new ListError('x', { code: 'X' });
    expect(isCodedError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'X', list: ['a', 'b'] });
  });
});

describe('hasCode', () => {
  test.each([
    ['a coded error', new CodedError('x', { code: 'X' }), 'X', true],
    ['an error of Node', Object.assign(new Error('no entry'), { code: 'ENOENT' }), 'ENOENT', true],
    ['another code', new CodedError('x', { code: 'X' }), 'Y', false],
    ['the same word in other letters', new CodedError('x', { code: 'X' }), 'x', false],
    ['a code that is a number', Object.assign(new Error('x'), { code: 1 }), '1', false],
    ['an error without a code', new Error('X'), 'X', false],
    ['null', null, 'X', false],
    ['undefined', undefined, 'X', false],
    ['text', 'X', 'X', false],
  ])('%s', (_, error, code, expected) => {
    expect(hasCode(error, code)).toBe(expected);
  });
});

describe('messageOf', () => {
  test.each([
    ['an error', new Error('boom'), 'boom'],
    ['a coded error', new CodedError('boom', { code: 'X', hint: 'Duck.' }), 'boom'],
    ['text', 'boom', 'boom'],
    ['a number', 7, '7'],
    ['undefined', undefined, 'undefined'],
    ['null', null, 'null'],
  ])('%s', (_, thrown, expected) => {
    expect(messageOf(thrown)).toBe(expected);
  });
});

test.each([
  ['/home/me/ktrdr', '/home/me/ktrdr'],
  ['a b', "'a b'"],
  ["it's; rm -rf ~", String.raw`'it'\''s; rm -rf ~'`],
  ['', "''"],
  ['$HOME', "'$HOME'"],
  ['one\ntwo', "'one\ntwo'"],
])('a command that is printed has %j as %j', (text, expected) => expect(quoteArgument(text)).toBe(expected));
