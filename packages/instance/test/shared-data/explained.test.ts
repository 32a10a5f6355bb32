import { expect, test } from '@jest/globals';
import { explained } from '../../src/shared-data/shared-errors.ts';

const ofTheSystem = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'rename' });

test.each([
  ['ENOSPC', 'DISK_FULL'],
  ['EACCES', 'SHARED_UNWRITABLE'],
  ['EIO', 'SHARED_UNWRITABLE'],
  ['EBUSY', 'SHARED_UNWRITABLE'],
  ['EXDEV', 'SHARED_UNWRITABLE'],
])('what the system refuses is told, and is no fault of ours: %s', (code, expected) => {
  expect(explained(ofTheSystem(code), '/shared')).toMatchObject({
    code: expected,
    message: expect.stringContaining(code),
  });
});

test('what nobody foresaw stays what it is', () => {
  const error = new TypeError('oops');
  expect(explained(error, '/shared')).toBe(error);
});
