import { describe, expect, test } from '@jest/globals';
import { isRenewed, isReplaced, subjectOf } from '../../src/readiness/subject.ts';
import { aContainer } from '../support/a.ts';

const backend = aContainer({ service: 'backend', id: 'b1', startedAt: 10 });
const worker = aContainer({ service: 'worker', id: 'w1', startedAt: 20 });
const of = (...containers: Parameters<typeof subjectOf>[1]) => subjectOf(['backend', 'worker'], containers, new Set());

describe('between two moments', () => {
  const created = { ...backend, startedAt: undefined };
  test.each([
    ['nothing happened', [backend, worker], [worker, backend, aContainer({ service: 'db' })], [false, false]],
    ['one was replaced', [backend, worker], [{ ...backend, id: 'b2' }, worker], [true, true]],
    ['one has gone', [backend, worker], [worker], [true, true]],
    ['one was added', [backend], [backend, worker], [true, true]],
    ['one was restarted', [backend, worker], [{ ...backend, startedAt: 11 }, worker], [false, true]],
    ['one was started for the first time', [created], [backend], [false, false]],
  ])('%s', (_, before, now, expected) => {
    expect([isReplaced(of(...before), of(...now)), isRenewed(of(...before), of(...now))]).toEqual(expected);
  });
});

test.each([
  ['all of them were started since', [backend, worker], ['b1', 'w1'], true],
  ['one was not', [backend, worker], ['b1'], false],
  ['there is none', [], ['b1', 'w1'], false],
])('fresh or not: %s', (_, containers, started, isFresh) => {
  expect(subjectOf(['backend', 'worker'], containers, new Set(started))).toMatchObject({ isFresh });
});
