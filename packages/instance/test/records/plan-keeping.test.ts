import { describe, expect, test } from '@jest/globals';
import { type KeptFile, MOST_BYTES, MOST_OF_ONE, planKeeping } from '../../src/records/plan-keeping.ts';
import { parseRecordFileName, recordFileName } from '../../src/records/record-file.ts';

const DAY_MS = 24 * 60 * 60_000;
const NOW = Date.parse('2026-06-01T00:00:00.000Z');

function aFile({ id = 'ktrdr--a', daysAgo = 0, bytes = 1000 }): KeptFile {
  const at = new Date(NOW - daysAgo * DAY_MS);
  return { name: recordFileName(id, at), id, at: at.toISOString(), bytes };
}

test.each<[string, KeptFile[], number[]]>([
  ['nothing', [], []],
  ['as many as one may have', Array.from({ length: MOST_OF_ONE }, (_, daysAgo) => aFile({ daysAgo })), []],
  ['more of one', Array.from({ length: MOST_OF_ONE + 2 }, (_, daysAgo) => aFile({ daysAgo })), [5, 6]],
  ['many instances', Array.from({ length: 12 }, (_, daysAgo) => aFile({ daysAgo, id: `ktrdr--${daysAgo % 3}` })), []],
  ['older than 30 days', [aFile({ daysAgo: 1 }), aFile({ daysAgo: 29 }), aFile({ daysAgo: 31, id: 'b' })], [2]],
  [
    'too many bytes: the oldest, of whichever instance',
    ['a', 'b', 'c'].map((id, daysAgo) => aFile({ id, daysAgo, bytes: MOST_BYTES * 0.4 })),
    [2],
  ],
  ['the newest stays, whatever its size', [aFile({ bytes: MOST_BYTES * 2 }), aFile({ daysAgo: 1, id: 'b' })], [1]],
])('what goes of %s', (_, files, gone) => {
  expect(planKeeping(files.toReversed(), NOW)).toEqual(gone.map((index) => files[index]));
});

describe('the name of a file', () => {
  test('tells whose it is, and when it was made', () => {
    const name = recordFileName('ktrdr--feat_x-2', new Date(NOW));
    expect(parseRecordFileName(name)).toEqual({ name, id: 'ktrdr--feat_x-2', at: '2026-06-01T00:00:00.000Z' });
  });

  test.each([
    '.lock',
    'notes.json',
    '2026-06-01.ktrdr--x.json',
    `${recordFileName('x', new Date(NOW))}.1-abcdef01.tmp`,
  ])('%s is none of ours', (name) => {
    expect(parseRecordFileName(name)).toBeUndefined();
  });
});
