import { describe, expect, test } from '@jest/globals';
import { takePairs } from '../src/pairs.ts';
import { quantile, summarize } from '../src/statistics.ts';

describe('quantile', () => {
  test.each([
    { values: [3, 1, 2], q: 0.5, expected: 2 },
    { values: [4, 1, 2, 3], q: 0.5, expected: 2.5 },
    { values: [1, 2, 3, 4, 5], q: 0.25, expected: 2 },
    { values: [7], q: 0.75, expected: 7 },
  ])('$q of $values is $expected', ({ values, q, expected }) => expect(quantile(values, q)).toBe(expected));
  test('no values have none', () => expect(() => quantile([], 0.5)).toThrow(RangeError));
});

test('the ratio is that of the pairs, not of the medians', () => {
  const pairs = [
    { ours: 2, reference: 1 },
    { ours: 30, reference: 10 },
    { ours: 4, reference: 4 },
  ];
  expect(summarize(pairs)).toEqual({ pairs: 3, ours: 4, reference: 4, ratio: 2, lower: 1.5, upper: 2.5 });
});

test('pairs are taken in turn, the first one is thrown away, and each begins as often as the other', async () => {
  const order: string[] = [];
  const take = (name: string, value: number) => async () => {
    order.push(name);
    return await Promise.resolve(value);
  };
  expect(await takePairs(2, take('ours', 1), take('reference', 2))).toEqual([
    { ours: 1, reference: 2 },
    { ours: 1, reference: 2 },
  ]);
  expect(order).toEqual(['reference', 'ours', 'ours', 'reference', 'reference', 'ours']);
});
