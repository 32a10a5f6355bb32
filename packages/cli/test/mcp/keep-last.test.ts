import { expect, test } from '@jest/globals';
import { keepLast } from '../../src/mcp/keep-last.ts';

test.each<[string, readonly string[], readonly string[], boolean]>([
  ['nothing', [], [], false],
  ['what fits', ['abc', 'de', 'fghij'], ['abc', 'de', 'fghij'], false],
  ['the last of more', ['abc', 'de', 'fghij', 'k'], ['de', 'fghij', 'k'], true],
  ['the last one, also if it is too long', ['abc', 'x'.repeat(11)], ['x'.repeat(11)], true],
])('%s', (_, given, kept, isCut) => {
  const last = keepLast<string>(10, ({ length }) => length);
  for (const one of given) last.add(one);
  expect([last.items, last.isCut]).toEqual([kept, isCut]);
});
