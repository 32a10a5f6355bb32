import { expect, test } from '@jest/globals';
import { clockAhead } from '../src/clock-ahead.ts';

test.each([
  ['within what asking took', 1_050, 0],
  ['when it was asked', 1_000, 0],
  ['when it was answered', 1_100, 0],
  ['ahead', 151_100, 150_000],
  ['behind', -149_000, -150_000],
  ['nothing', NaN, 0],
])('a clock that says a time %s', (_, time, expected) => {
  expect(clockAhead(time, { asked: 1_000, answered: 1_100 })).toBe(expected);
});
