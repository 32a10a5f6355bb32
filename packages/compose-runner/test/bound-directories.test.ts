import { expect, test } from '@jest/globals';
import { labels } from '../src/index.ts';
import { dockerOn, listed } from './support/docker-on.ts';

// As Engine 26.1 tells it: a link in the source is not resolved, and neither is a volume that stands for a directory.
const bind = { Type: 'bind', Source: '/l/x', Destination: '/x', Mode: '', RW: true };
const mounts = [
  bind,
  { Type: 'volume', Name: 'v1', Source: '/var/lib/docker/volumes/v1/_data', Destination: '/v' },
  { Type: 'tmpfs', Source: '', Destination: '/t' },
];
const volume = (name: string, different: object) => ({ Name: name, Driver: 'local', Labels: null, ...different });

test('what containers have bind-mounted and volumes stand for, of any project or of none', async () => {
  const { docker, asked } = dockerOn({
    '/containers/json': [
      listed('m1', { Mounts: mounts }),
      listed('m2', { State: 'exited', Mounts: [bind], Labels: { [labels.project]: 'p' } }),
      listed('m3'),
    ],
    '/volumes': {
      Volumes: [
        volume('v1', { Options: { type: 'none', o: 'ro,bind', device: '/data/x' }, Labels: { [labels.project]: 'p' } }),
        volume('v2', { Options: null }),
        volume('v3', { Options: { type: 'nfs', o: 'addr=10.0.0.1,rw', device: ':/exported' } }),
      ],
    },
  });
  expect(await docker.boundDirectories()).toEqual([
    { by: 'container', name: 'm1', state: 'running', project: '', path: '/l/x' },
    { by: 'container', name: 'm2', state: 'exited', project: 'p', path: '/l/x' },
    { by: 'volume', name: 'v1', state: undefined, project: 'p', path: '/data/x' },
  ]);
  expect(asked).toEqual(['/containers/json', '/volumes']);
});
