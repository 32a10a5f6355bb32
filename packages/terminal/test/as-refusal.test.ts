import { readdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CodedError } from '@ktrdr/errors';
import { temporaryDirectory } from '@ktrdr/test-support';
import { asRefusal } from '../src/program/as-refusal.ts';

const directory = temporaryDirectory();

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('what a file refuses is no bug of ours: it is named, with what to look at', () => {
  const path = join(import.meta.dirname, 'as-refusal.test.ts');
  expect(asRefusal(thrownBy(() => readdirSync(path)))).toMatchObject({
    code: 'SYSTEM_REFUSED',
    message: expect.stringMatching(/^The system refused: .*ENOTDIR: .*as-refusal\.test\.ts'$/),
    hint: expect.stringMatching(/: ls -ld \S+as-refusal\.test\.ts$/),
  });
});

test.each<[string, unknown]>([
  ['a mistake in a program', new TypeError('boom')],
  ['a file that was expected and is not there', thrownBy(() => rmdirSync(join(directory, 'none')))],
  ['what is told already', new CodedError('No', { code: 'USAGE' })],
  ['what names no file', Object.assign(new Error('EPERM'), { code: 'EPERM', syscall: 'kill' })],
])('%s stays what it is', (_, error) => {
  expect(asRefusal(error)).toBe(error);
});
