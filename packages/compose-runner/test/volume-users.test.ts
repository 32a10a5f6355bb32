import { expect, test } from '@jest/globals';
import { dockerOn, listed } from './support/docker-on.ts';

const mount = (Name: string, Type = 'volume') => ({ Type, Name, Source: '/x', Destination: '/y' });

test('who has volumes mounted, of any project or of none, whether it runs or not', async () => {
  const { docker, asked } = dockerOn({
    '/containers/json': [
      listed('a1', { State: 'created', Mounts: [mount('v1'), mount('v2')] }),
      listed('b2', { Mounts: [mount('v2'), mount('v22'), mount('v2')] }),
      listed('c3', { Mounts: [mount('v1', 'cluster')] }),
      listed('d4'),
    ],
  });
  expect(await docker.volumeUsers(['v1', 'v2'])).toEqual([
    { volume: 'v1', id: 'a1', container: 'a1', state: 'created' },
    { volume: 'v2', id: 'a1', container: 'a1', state: 'created' },
    { volume: 'v2', id: 'b2', container: 'b2', state: 'running' },
  ]);
  expect(await docker.volumeUsers([])).toEqual([]);
  expect(asked).toEqual(['/containers/json']);
});
