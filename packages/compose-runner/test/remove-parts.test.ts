import { expect, test } from '@jest/globals';
import { removeParts } from '../src/index.ts';
import { dockerOn, listed } from './support/docker-on.ts';

const { signal } = new AbortController();
const network = { id: 'n1', name: 'p_default' };
const nothing = { containers: [], networks: [], volumes: [] };

test.each([
  ['that nobody is on goes', [], true],
  ['that a container is on which could not start without it stays', [listed('theirs', { State: 'exited' })], false],
  // The Engine refuses, and who is on it is named.
  ['that one is on which runs is tried', [listed('a', { State: 'exited' }), listed('b')], true],
])('a network %s', async (_, users, goes) => {
  const { docker, done } = dockerOn({ '/containers/json': users, 'DELETE /networks/n1': {} });
  const asked: object[] = [];
  const onAsked = (more: object): void => void asked.push(more);
  const left = await removeParts(docker, { ...nothing, networks: [network] }, { signal, onAsked });
  const held = { name: 'p_default', containers: [{ id: 'theirs', name: 'theirs', state: 'exited' }] };
  expect(left).toEqual({ replaced: [], networks: goes ? [] : [held] });
  expect(done).toEqual(goes ? ['DELETE /networks/n1'] : []);
  expect(asked).toEqual([{ containers: [] }, { networks: goes ? [network] : [] }, { volumes: [] }]);
});

test('what the Engine is asked to remove is told before it is', async () => {
  const data = { name: 'p_data', createdAt: '2026-01-02T03:04:05Z' };
  const volume = { Name: data.name, CreatedAt: data.createdAt, Driver: 'local' };
  const { docker, done } = dockerOn({ '/volumes/p_data': volume, 'DELETE /volumes/p_data': {} });
  const onAsked = ({ volumes = [] }: { readonly volumes?: readonly object[] }): void => {
    if (volumes.length > 0) expect(done).toEqual([]);
  };
  const left = await removeParts(docker, { ...nothing, volumes: [data] }, { signal, onAsked });
  expect(done).toEqual(['DELETE /volumes/p_data']);
  expect(left.replaced).toEqual([]);
});
