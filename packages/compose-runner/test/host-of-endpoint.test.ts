import { expect, test } from '@jest/globals';
import { hostOfEndpoint } from '../src/host-of-endpoint.ts';

test.each([
  ['unix:///var/run/docker.sock', '127.0.0.1'],
  ['unix:///home/me/.docker/desktop/docker.sock', '127.0.0.1'],
  ['npipe:////./pipe/docker_engine', '127.0.0.1'],
  ['fd://', '127.0.0.1'],
  ['tcp://10.0.0.7:2375', '10.0.0.7'],
  ['tcp://build-machine:2376', 'build-machine'],
  ['tcp://127.0.0.1:2375', '127.0.0.1'],
  ['tcp://[fd00::7]:2375', 'fd00::7'],
  ['https://build-machine:2376', 'build-machine'],
  ['ssh://build-machine', 'build-machine'],
  ['ssh://me@build-machine:22', 'build-machine'],
  ['ssh://me@build-machine/run/user/1000/docker.sock', 'build-machine'],
  ['tcp://', '127.0.0.1'],
  ['', '127.0.0.1'],
  ['nonsense', '127.0.0.1'],
])('published ports of the Engine at %p are on %s', (endpoint, host) => {
  expect(hostOfEndpoint(endpoint)).toBe(host);
});
