import { expect, test } from '@jest/globals';
import { halfReplaced } from '../../src/start/half-replaced.ts';
import { aContainer } from '../support/a.ts';

const left = aContainer({ name: '309eb31685e4_ktrdr-prod-db-1', state: 'created', startedAt: undefined });

test.each([
  ['made to replace another, and never started', left, true],
  ['the one that it was to replace', { ...left, name: 'ktrdr-prod-db-1', state: 'exited', startedAt: 5 }, false],
  ['made, but not to replace another', { ...left, name: 'ktrdr-prod-db-1' }, false],
  ['started', { ...left, state: 'running', startedAt: 5 }, false],
  ['started and stopped', { ...left, state: 'exited', startedAt: 5 }, false],
  ['named by a user', { ...left, name: 'my_ktrdr-prod-db-1' }, false],
])('%s', (_, container, expected) => {
  expect(halfReplaced([container])).toEqual(expected ? [container] : []);
});
