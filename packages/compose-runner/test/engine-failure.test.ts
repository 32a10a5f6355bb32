import { describe, expect, test } from '@jest/globals';
import { engineFailure } from '../src/index.ts';
import { resultOf } from './support/fake-run.ts';

// Texts of the docker command 28.2.2, of Compose 2.26.1, and where noted of others.
describe('engineFailure', () => {
  test.each([
    [
      'a socket that is not there',
      'Cannot connect to the Docker daemon at unix:///nowhere.sock. Is the docker daemon running?\n',
    ],
    [
      'a port where nobody listens',
      'Cannot connect to the Docker daemon at tcp://127.0.0.1:1. Is the docker daemon running?\n',
    ],
    [
      'a machine that nobody knows',
      'error during connect: Get "http://no-such-host.invalid:2375/v1.50/containers/json": dial tcp: lookup no-such-host.invalid on 192.0.2.53:53: no such host\n',
    ],
    [
      'a machine that does not let us in',
      'error during connect: Get "http://docker.example.com/v1.50/containers/json": command [ssh -o ConnectTimeout=30 -T -l nobody -p 1 -- 127.0.0.1 docker system dial-stdio] has exited with exit status 255, make sure the URL is valid, and Docker 18.09 or later is installed on the remote host: stderr=ssh: connect to host 127.0.0.1 port 1: Connection refused\n',
    ],
    // docker 29.
    [
      'a socket that is not there, in newer words',
      'failed to connect to the docker API at unix:///nowhere.sock; check if the path is correct and if the daemon is running: dial unix /nowhere.sock: connect: no such file or directory\n',
    ],
  ])('%s: the Engine cannot be reached', (_, stderr) => {
    const error = engineFailure('list containers', resultOf({ exitCode: 1, stderr }));
    expect(error).toMatchObject({
      code: 'ENGINE_UNREACHABLE',
      message: 'The Docker Engine cannot be reached',
      detail: stderr.trim(),
    });
    expect(error.hint).toContain('docker info');
  });

  test('a context that is not there', () => {
    const stderr =
      'Failed to initialize: unable to resolve docker endpoint: context "nope": context not found: open /home/me/.docker/contexts/meta/ca3704aa0b06f5954c79ee837faa152d84d6b2d42838f0637a15eda8337dbdce/meta.json: no such file or directory\n';
    expect(engineFailure('list containers', resultOf({ exitCode: 1, stderr }))).toMatchObject({
      code: 'CONTEXT_MISSING',
      message: 'There is no Docker context nope',
      hint: expect.stringContaining('docker context use'),
    });
  });

  test('a socket that is not for this user', () => {
    const stderr =
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/containers/json": dial unix /var/run/docker.sock: connect: permission denied\n';
    expect(engineFailure('list containers', resultOf({ exitCode: 1, stderr }))).toMatchObject({
      code: 'ENGINE_FORBIDDEN',
      hint: expect.stringContaining('usermod -aG docker'),
    });
  });

  test.each([
    ['asked with a project', "unknown shorthand flag: 'p' in -p\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]\n"],
    ['asked without one', "docker: unknown command: docker compose\n\nRun 'docker --help' for more information\n"],
    // docker 24.
    ['asked for its version', 'unknown flag: --short\n'],
    ['in older words', "docker: 'compose' is not a docker command.\nSee 'docker --help'\n"],
  ])('no Compose plugin, %s', (_, stderr) => {
    expect(engineFailure('read the Compose file', resultOf({ exitCode: 125, stderr }))).toMatchObject({
      code: 'COMPOSE_MISSING',
      hint: expect.stringContaining('docker compose version'),
    });
  });

  test('no docker command', () => {
    expect(engineFailure('list containers', resultOf({ exitCode: undefined, missing: true }))).toMatchObject({
      code: 'DOCKER_MISSING',
      hint: expect.stringContaining('Install Docker'),
    });
  });

  test('an Engine that does not answer', () => {
    const result = resultOf({ exitCode: undefined, timedOut: true, stderr: 'half a line' });
    expect(engineFailure('list containers', result)).toMatchObject({
      code: 'DOCKER_TIMEOUT',
      message: 'Docker did not answer in time: could not list containers',
      detail: 'half a line',
    });
  });

  test.each([
    [
      'what it wrote to stderr',
      { stderr: 'Error response from daemon: conflict\n', stdout: 'a1\n' },
      'Error response from daemon: conflict',
    ],
    ['else what it wrote to stdout', { stderr: '\n', stdout: 'conflict\n' }, 'conflict'],
    ['else nothing', { stderr: '', stdout: '' }, undefined],
  ])('anything else is told with %s', (_, output, detail) => {
    expect(engineFailure('remove the volumes a, b', resultOf({ exitCode: 1, ...output }))).toMatchObject({
      code: 'DOCKER_FAILED',
      message: 'Could not remove the volumes a, b',
      detail,
    });
  });
});
