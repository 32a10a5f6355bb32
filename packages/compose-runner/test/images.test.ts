import { describe, expect, test } from '@jest/globals';
import { engineFailure } from '../src/index.ts';
import { dockerOn, failing, listed } from './support/docker-on.ts';
import { refusal } from './support/fake-connection.ts';
import { resultOf } from './support/fake-run.ts';

const image = (Id: string, RepoTags: readonly string[] | null, more: object = {}) => ({
  Id,
  RepoTags,
  RepoDigests: null,
  Config: null,
  ...more,
});
const imagePath = (reference: string, what = 'json') => `/images/${encodeURIComponent(reference)}/${what}`;

describe('images', () => {
  test('ids by the references that were given, without those that are not there', async () => {
    const { docker } = dockerOn({
      [imagePath('a:1')]: image('sha256:1', ['a:1']),
      [imagePath('b')]: undefined,
      [imagePath('c')]: image('sha256:1', ['a:1', 'c:latest']),
    });
    expect([...(await docker.imageIds(['a:1', 'b', 'c']))]).toEqual([
      ['a:1', 'sha256:1'],
      ['c', 'sha256:1'],
    ]);
  });

  test('a look that the Engine refuses is an error', async () => {
    const { docker } = dockerOn({ [imagePath('A')]: refusal(400, 'invalid reference format') });
    await expect(docker.imageIds(['A'])).rejects.toMatchObject({
      code: 'DOCKER_FAILED',
      message: 'Could not look at images',
      detail: 'Error response from daemon: invalid reference format',
    });
  });

  test('an image by its id: its names, and the project whose files built it', async () => {
    const Labels = { 'com.docker.compose.project': 'ktrdr--a' };
    const { docker } = dockerOn({
      [imagePath('sha256:1')]: image('sha256:1', ['a:1'], { RepoDigests: ['b@sha256:2'], Config: { Labels } }),
      [imagePath('sha256:3')]: image('sha256:3', null),
      [imagePath('sha256:4')]: undefined,
    });
    expect(await docker.inspectImages(['sha256:1', 'sha256:3', 'sha256:4'])).toEqual([
      { id: 'sha256:1', names: ['a:1', 'b@sha256:2'], project: 'ktrdr--a' },
      { id: 'sha256:3', names: [], project: undefined },
    ]);
  });

  test('those that a project built are told by their names', async () => {
    const built = [image('sha256:1', ['ktrdr:dev', 'ktrdr:old']), image('sha256:2', null)];
    const { docker } = dockerOn({ '/images/json com.docker.compose.project=p': built });
    expect(await docker.images('p')).toEqual(['ktrdr:dev', 'ktrdr:old']);
  });

  test('nothing is asked about none', async () => {
    const { docker, asked } = dockerOn({});
    expect((await docker.imageIds([])).size).toBe(0);
    expect(await docker.inspectImages([])).toEqual([]);
    await docker.removeImages([]);
    expect(asked).toEqual([]);
  });

  test('those that containers of any project use', async () => {
    const { docker } = dockerOn({
      '/containers/json': [listed('a1'), listed('b2', { ImageID: 'sha256:2' }), listed('c3')],
    });
    expect([...(await docker.usedImages())]).toEqual(['sha256:1', 'sha256:2']);
  });

  test('a name that the Engine does not give is an error', async () => {
    const { docker } = dockerOn({ [imagePath('sha256:1', 'tag')]: refusal(500, 'no space') });
    await expect(docker.tagImage('sha256:1', 'a:b')).rejects.toMatchObject({
      code: 'DOCKER_FAILED',
      message: 'Could not give an image the name a:b',
    });
  });

  test('one that is gone gets no name, without an error', async () => {
    const { docker, asked } = dockerOn({ [imagePath('sha256:1', 'tag')]: undefined });
    expect(await docker.tagImage('sha256:1', 'a:b')).toBe(false);
    expect(asked).toHaveLength(1);
  });

  test('one that is in use, or gone, stays as it is, without an error; the others go', async () => {
    const names = ['a', 'b', 'c'].map((name) => `/images/${name}`);
    const [a = '', b = '', c = ''] = names;
    const { docker, asked } = dockerOn({ [a]: refusal(409, 'conflict'), [b]: undefined, [c]: [] });
    await docker.removeImages(['a', 'b', 'c']);
    expect(asked).toEqual(names);
  });

  test('an Engine that is away is not asked for one after the other; an interrupt is thrown', async () => {
    const { docker, asked } = dockerOn({ '/images/a': engineFailure('ask', resultOf(failing)) });
    await docker.removeImages(['a', 'b']);
    expect(asked).toEqual(['/images/a']);
    await expect(dockerOn({ '/images/a': new Error('Ctrl-C') }).docker.removeImages(['a'])).rejects.toThrow('Ctrl-C');
  });
});
