import { describe, expect, test } from '@jest/globals';
import { subjectOf } from '../../src/gate/subject.ts';
import { aContainer } from '../support/a.ts';

const backend = aContainer({ service: 'backend', id: 'b1', startedAt: 10 });
const worker = aContainer({ service: 'worker', id: 'w1', startedAt: 20 });
const none = new Set<string>();
const identityOf = (...containers: Parameters<typeof subjectOf>[1]) =>
  subjectOf(['backend', 'worker'], containers, none).identity;

describe('the identity', () => {
  test('is that of the containers of these services, in any order', () => {
    expect(identityOf(backend, worker)).toBe(identityOf(worker, backend, aContainer({ service: 'db' })));
  });

  test.each([
    ['replaced', { ...backend, id: 'b2' }],
    ['restarted', { ...backend, startedAt: 11 }],
    ['not started', { ...backend, startedAt: undefined }],
  ])('is another one when a container is %s', (_, other) => {
    expect(identityOf(other, worker)).not.toBe(identityOf(backend, worker));
  });
});

test.each([
  ['all of them were started since', [backend, worker], ['b1', 'w1'], true],
  ['one was not', [backend, worker], ['b1'], false],
  ['there is none', [], ['b1', 'w1'], false],
])('fresh or not: %s', (_, containers, started, isFresh) => {
  expect(subjectOf(['backend', 'worker'], containers, new Set(started))).toMatchObject({ isFresh });
});
