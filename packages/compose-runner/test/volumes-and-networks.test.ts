import { describe, expect, test } from '@jest/globals';
import { type Docker, engineFailure } from '../src/index.ts';
import { dockerOn, failing } from './support/docker-on.ts';
import { refusal } from './support/fake-connection.ts';
import { resultOf } from './support/fake-run.ts';

describe('volumes and networks', () => {
  test('of a project, with the project that they belong to', async () => {
    const Labels = { 'com.docker.compose.project': 'fixture-capture' };
    const network = { Id: '1', Name: 'fixture-capture_default', Driver: 'bridge', Internal: false, EnableIPv6: false };
    const { docker } = dockerOn({
      '/volumes com.docker.compose.project=fixture-capture': {
        Volumes: [{ Name: 'fixture-capture_pgdata', Driver: 'local', Labels }],
      },
      '/networks com.docker.compose.project=fixture-capture': [{ ...network, Labels }],
    });
    expect(await docker.volumes('fixture-capture')).toEqual([
      { name: 'fixture-capture_pgdata', project: 'fixture-capture' },
    ]);
    expect(await docker.networks('fixture-capture')).toEqual([
      { name: 'fixture-capture_default', project: 'fixture-capture' },
    ]);
  });

  // The Engine's filter takes part of a name for a match.
  test.each([
    ['is there', ['shared'], true],
    ['is not there, but a longer name is', ['shared-2', 'my-shared'], false],
    ['is not there', [], false],
  ])('a name that %s', async (_, names, expected) => {
    const { docker } = dockerOn({
      '/networks': names.map((Name) => ({ Id: '1', Name, Driver: 'bridge', Internal: false, EnableIPv6: false })),
      '/volumes': { Volumes: names.map((Name) => ({ Name, Driver: 'local' })) },
    });
    expect(await docker.networkExists('shared')).toBe(expected);
    expect(await docker.volumeExists('shared')).toBe(expected);
  });

  test('are removed one by one; what is gone is as it was wanted', async () => {
    const { docker, done } = dockerOn({
      '/volumes/a': {},
      '/volumes/b': undefined,
      '/networks/n': {},
      '/containers/c': {},
    });
    await docker.removeVolumes(['a', 'b']);
    await docker.removeNetworks(['n']);
    await docker.removeContainers(['c']);
    expect(done).toEqual(['DELETE /volumes/a', 'DELETE /volumes/b', 'DELETE /networks/n', 'DELETE /containers/c']);
  });

  test('nothing is asked for none', async () => {
    const { docker, asked } = dockerOn({});
    await docker.removeVolumes([]);
    await docker.removeNetworks([]);
    await docker.removeContainers([]);
    await docker.unpauseContainers([]);
    expect(asked).toEqual([]);
  });

  test('a container is renamed, others go on', async () => {
    const { docker, done } = dockerOn({ '/containers/a1/rename': {}, '/containers/b2/unpause': {} });
    await docker.renameContainer('a1', 'p-db-1');
    await docker.unpauseContainers(['b2']);
    expect(done).toEqual(['POST /containers/a1/rename {"name":"p-db-1"}', 'POST /containers/b2/unpause']);
  });

  test('where some are refused, the others go; these are named, with all that the Engine says', async () => {
    const { docker, done } = dockerOn({
      '/volumes/a': refusal(409, 'remove a: volume is in use - [b2]'),
      '/volumes/b': {},
      '/volumes/c': refusal(409, 'remove c: volume is in use - [b2]'),
    });
    await expect(docker.removeVolumes(['a', 'b', 'c'])).rejects.toMatchObject({
      code: 'DOCKER_FAILED',
      message: 'Could not remove the volumes a, c',
      detail:
        'Error response from daemon: remove a: volume is in use - [b2]\nError response from daemon: remove c: volume is in use - [b2]',
    });
    expect(done).toHaveLength(3);
  });

  test.each<[string, string, (docker: Docker) => Promise<void>, string]>([
    ['removeNetworks', '/networks/n', async (docker) => await docker.removeNetworks(['n']), 'remove the networks n'],
    ['removeContainers', '/containers/c', async (docker) => await docker.removeContainers(['c']), 'remove containers'],
    [
      'unpauseContainers',
      '/containers/c/unpause',
      async (docker) => await docker.unpauseContainers(['c']),
      'unpause containers',
    ],
    [
      'renameContainer',
      '/containers/c/rename',
      async (docker) => await docker.renameContainer('c', 'd'),
      'rename a container to d',
    ],
    [
      'connect',
      '/networks/n/connect',
      async (docker) => await docker.connect('n', 'c'),
      'connect a container to network n',
    ],
    [
      'disconnect',
      '/networks/n/disconnect',
      async (docker) => await docker.disconnect('n', 'c'),
      'disconnect a container from network n',
    ],
  ])('%s says what it could not do', async (_, path, act, doing) => {
    const { docker } = dockerOn({ [path]: refusal(409, 'no') });
    const detail = 'Error response from daemon: no';
    await expect(act(docker)).rejects.toMatchObject({ code: 'DOCKER_FAILED', message: `Could not ${doing}`, detail });
  });

  test('an Engine that is away has refused nothing', async () => {
    const { docker } = dockerOn({
      '/volumes/a': refusal(409, 'volume is in use'),
      '/volumes/b': engineFailure('ask', resultOf(failing)),
    });
    await expect(docker.removeVolumes(['a', 'b'])).rejects.toMatchObject({ code: 'ENGINE_UNREACHABLE' });
  });

  test('what is being removed by somebody else is as it was wanted', async () => {
    const said = 'removal of container a1 is already in progress';
    const { docker } = dockerOn({ '/containers/a1': refusal(409, said), '/containers/b2': refusal(409, 'it runs') });
    await docker.removeContainers(['a1'], { force: true });
    await expect(docker.removeContainers(['a1', 'b2'])).rejects.toMatchObject({
      detail: 'Error response from daemon: it runs',
    });
  });
});
