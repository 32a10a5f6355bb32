import { expect, test } from '@jest/globals';
import { jsonFault } from '../../src/user-settings/json-fault.ts';

test.each(['{}', ' [] ', '{"a": [1, -2.5e3, true, false, null, "\\u00e9\\n"], "b": {"c": {}}}\n', '0', '"x"'])(
  '%j is JSON',
  (text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(jsonFault(text)).toBeUndefined();
  },
);

test.each([
  ['{\n  // mine\n  "a": 1\n}', 'comment', 2, 3],
  ['{"a": 1 /* one */}', 'comment', 1, 9],
  ['# settings\n{}', 'comment', 1, 1],
  ['{\n  "a": 1,\n}', 'trailing-comma', 2, 9],
  ['{"a": [1, 2,]}', 'trailing-comma', 1, 12],
  ['{"a": 1,\n "a": 2}', 'twice', 2, 2],
  ["{'a': 1}", 'single-quotes', 1, 2],
  ['{"a": 1', 'end', 1, 8],
  ['', 'end', 1, 1],
  ['{"a" 1}', 'other', 1, 6],
  ['{a: 1}', 'other', 1, 2],
  ['{"a": 01}', 'other', 1, 7],
  ['{"a": tru}', 'other', 1, 7],
  ['{"a": "x\ny"}', 'other', 1, 7],
  ['{"a": 1]', 'other', 1, 8],
  ['{} {}', 'other', 1, 4],
  ['\u{FEFF}{}', 'other', 1, 1],
  ['{"é😀": 1,}', 'trailing-comma', 1, 9],
])('%j is not: %s', (text, kind, line, column) => {
  if (kind !== 'twice') expect(() => JSON.parse(text)).toThrow();
  expect(jsonFault(text)).toMatchObject({ kind, line, column });
});
