import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { upToDate } from '@ktrdr/test-support';
import { OTHER_EXITS } from '../src/error-codes.ts';
import { ERROR_CODES, ERROR_CURES } from '../src/index.ts';
import { formatExitCodes, formatReference } from './support/format-reference.ts';

const readme = new URL('../../cli/README.md', import.meta.url);
const file = new URL('../../../docs/reference/error-codes.md', import.meta.url);

// With UPDATE_REFERENCE it writes the reference: `npm run reference`.
test('the reference of error codes says what the list says', () => {
  expect(upToDate(file, formatReference())).toBe(formatReference());
});

test('the README of the command has the same exit codes', () => {
  expect(readFileSync(readme, 'utf8')).toContain(`\n${formatExitCodes()}\n`);
});

test('a code has one exit code', () => {
  const codes = Object.values(ERROR_CODES).flatMap((one) => Object.keys(one));
  expect(new Set(codes).size).toBe(codes.length);
});

test('each code has a cure, which is a sentence', () => {
  const codes = Object.values(ERROR_CODES).flatMap((one) => Object.keys(one));
  expect(Object.keys(ERROR_CURES).toSorted()).toEqual(codes.toSorted());
  expect(Object.values(ERROR_CURES).filter((cure) => !/^[A-Z`].*\.$/s.test(cure))).toEqual([]);
});

test('what decides exit codes and what the reference is made of agree', () => {
  const { 1: _refused, ...others } = ERROR_CODES;
  expect(OTHER_EXITS).toEqual(others);
});
