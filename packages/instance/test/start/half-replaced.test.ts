import { expect, test } from '@jest/globals';
import { halfReplaced } from '../../src/start/half-replaced.ts';
import { aContainer } from '../support/a.ts';

const other = aContainer({ id: '309eb31685e4aaaa', name: 'ktrdr-prod-db-1', state: 'exited', startedAt: 5 });
const left = aContainer({ name: '309eb31685e4_ktrdr-prod-db-1', state: 'created', startedAt: undefined });

test.each([
  ['made to replace another, and never started', left, [{ id: left.id, rename: undefined }]],
  [
    'made to replace one that has gone',
    { ...left, name: '17332bd5f335_ktrdr-prod-web-1' },
    [{ id: left.id, rename: 'ktrdr-prod-web-1' }],
  ],
  [
    'made to replace one that has gone, under a name that another has',
    { ...left, name: '17332bd5f335_ktrdr-prod-db-1' },
    [],
  ],
  ['made, but not to replace another', { ...left, name: 'ktrdr-prod-web-1' }, []],
  ['started', { ...left, state: 'running', startedAt: 5 }, []],
  ['started and stopped', { ...left, state: 'exited', startedAt: 5 }, []],
  ['named by a user', { ...left, name: 'my_ktrdr-prod-db-1' }, []],
])('%s', (_, container, expected) => {
  expect(halfReplaced([other, container])).toEqual(expected);
});
