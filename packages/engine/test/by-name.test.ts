import { expect, test } from '@jest/globals';
import { byName } from '../src/by-name.ts';

test('names come in their order, with numbers as numbers, whatever the order they are told in', () => {
  const named = ['worker-10', 'grafana', 'worker-2', 'Db'].map((name) => ({ name }));
  expect(byName(named).map(({ name }) => name)).toEqual(['Db', 'grafana', 'worker-2', 'worker-10']);
});
