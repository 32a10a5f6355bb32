import { describe, expect, test } from '@jest/globals';
import { CodedError, hasCode, isCodedError, messageOf, quoteArgument } from '../src/index.ts';

describe('CodedError', () => {
  test('carries code, hint, detail and cause', () => {
    const cause = new Error('disk');
    const error = new CodedError('Cannot write', {
      code: 'DISK_FULL',
      hint: 'Free some space.',
      detail: 'full',
      cause,
    });
    expect(error).toMatchObject({
      message: 'Cannot write',
      code: 'DISK_FULL',
      hint: 'Free some space.',
      detail: 'full',
    });
    expect(error.cause).toBe(cause);
  });

  test('needs nothing but a code', () => {
    const error = new CodedError('Cannot write', { code: 'DISK_FULL' });
    expect(error).toMatchObject({ hint: undefined, detail: undefined });
    expect('cause' in error).toBe(false);
  });

  test('keeps whatever was caught, also what is no error', () => {
    for (const cause of [undefined, null, 'text', 0]) {
      const error = new CodedError('x', { code: 'USAGE', cause });
      expect(error).toHaveProperty('cause', cause);
    }
  });

  test('is an error with a name and a stack trace', () => {
    const error = new CodedError('Cannot write', { code: 'DISK_FULL' });
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe('CodedError: Cannot write');
    expect(error.stack).toContain('coded-error.test.ts');
  });

  test('is recognised across two copies of the package, and nothing else is', () => {
    // What another installed copy would make: its own class, the same registered symbol.
    const foreign = Object.assign(new Error('x'), { [Symbol.for('@ktrdr/errors.CodedError')]: true, code: 'X' });
    expect(isCodedError(foreign)).toBe(true);
    expect(isCodedError(new CodedError('x', { code: 'USAGE' }))).toBe(true);
    for (const other of [new Error('x'), { code: 'USAGE' }, null, undefined, 'X'])
      expect(isCodedError(other)).toBe(false);
  });

  test('can be extended with what a caller needs besides', () => {
    class ListError extends CodedError {
      readonly list = ['a', 'b'];
    }
    const error: unknown = new ListError('x', { code: 'USAGE' });
    expect(isCodedError(error)).toBe(true);
    expect(error).toMatchObject({ code: 'USAGE', list: ['a', 'b'] });
  });
});

describe('hasCode', () => {
  test.each([
    ['a coded error', new CodedError('x', { code: 'USAGE' }), 'USAGE', true],
    ['an error of Node', Object.assign(new Error('no entry'), { code: 'ENOENT' }), 'ENOENT', true],
    ['another code', new CodedError('x', { code: 'USAGE' }), 'BUSY', false],
    ['the same word in other letters', new CodedError('x', { code: 'USAGE' }), 'usage', false],
    ['a code that is a number', Object.assign(new Error('x'), { code: 1 }), '1', false],
    ['an error without a code', new Error('X'), 'X', false],
    ['null', null, 'X', false],
    ['undefined', undefined, 'X', false],
    ['text', 'X', 'X', false],
  ])('%s', (_, error, code, expected) => {
    expect(hasCode(error, code)).toBe(expected);
  });
});

test('a code that is in no list does not compile', () => {
  // @ts-expect-error: a code that nobody has listed
  expect(new CodedError('x', { code: 'DISC_FULL' }).code).toBe('DISC_FULL');
  expect(new CodedError<'NO_SETTINGS'>('x', { code: 'NO_SETTINGS' }).code).toBe('NO_SETTINGS');
  // @ts-expect-error: where a package says its own codes, those alone
  expect(new CodedError<'NO_SETTINGS'>('x', { code: 'DISK_FULL' }).code).toBe('DISK_FULL');

  // @ts-expect-error: neither a code of ours nor one of Node's
  expect(hasCode(undefined, 'ENGINE_UNREACHBLE')).toBe(false);
  // @ts-expect-error: likewise
  expect(hasCode(undefined, 'BUSI')).toBe(false);
  expect(hasCode(undefined, 'ERR_INVALID_ARG_TYPE')).toBe(false);
  expect(hasCode<string>(undefined, 'NO_SETTINGS')).toBe(false);
});

describe('messageOf', () => {
  test.each([
    ['an error', new Error('boom'), 'boom'],
    ['a coded error', new CodedError('boom', { code: 'USAGE', hint: 'Duck.' }), 'boom'],
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
