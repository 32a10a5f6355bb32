import { describe, expect, test } from '@jest/globals';
import { createEngine, dockerFailed } from '@ktrdr/engine';
import * as z from 'zod/mini';
import { createDocker, labels } from '../src/index.ts';
import { notMadeByCompose } from '../src/made-by-compose.ts';
import { fakeConnection } from './support/fake-connection.ts';
import { fakeRun } from './support/fake-run.ts';
import { fixture } from './support/fixture.ts';

// As Compose 2.26 with Engine 26.1 wrote labels: into containers, and, by `docker commit`, into images.
const OWN = 'sha256:799789a1f42d63d14c853e869156a99fa872c5b050abf58d29fb7f7b8f3159fc';
const COMMITTED = 'sha256:af2c465c86e1d8626bb62022ed85907b7e70351ab22c687d80400461669d5a07';
const made = { id: 'a1', imageId: OWN, recordedImage: OWN, configHash: '6949fb20' };
const inspect = (id: string) => `/images/${encodeURIComponent(id)}/json`;

async function judge(
  { id, imageId, ...of }: typeof made,
  answers: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const engine = createEngine({ connection: fakeConnection(answers).connection });
  const all = { [labels.image]: of.recordedImage, [labels.configHash]: of.configHash };
  return (await notMadeByCompose([{ id, imageId, labels: all }], engine)).has(id);
}

const recorded = (Id: string, Labels: Readonly<Record<string, string>> | null) => ({
  [inspect(Id)]: { Id, RepoTags: null, RepoDigests: null, Config: { Labels } },
});
const ofOwn = { [labels.image]: OWN };

describe('whether Compose made a container', () => {
  test.each<[string, typeof made, Record<string, unknown>, boolean]>([
    ['made of the image that it names: nothing is asked', made, {}, false],
    ['of a Compose that names no image', { ...made, recordedImage: '' }, {}, false],
    ['run from a committed image', { ...made, imageId: COMMITTED }, recorded(COMMITTED, ofOwn), true],
    [
      'made by Compose of a committed image, which an Engine names in two ways',
      { ...made, imageId: COMMITTED, recordedImage: 'sha256:1' },
      recorded(COMMITTED, ofOwn),
      false,
    ],
    ['of an image without such a label', { ...made, imageId: 'sha256:2' }, recorded('sha256:2', null), false],
    [
      'run from a committed image that is gone',
      { ...made, imageId: COMMITTED },
      { [inspect(COMMITTED)]: undefined },
      true,
    ],
    ['run from a built image, or with labels by hand', { ...made, recordedImage: '', configHash: '' }, {}, true],
  ])('%s', async (_, container, answers, isStray) => {
    expect(await judge(container, answers)).toBe(isStray);
  });

  test('an Engine that does not answer is an error', async () => {
    const away = { [inspect(COMMITTED)]: dockerFailed('look at images', 'away') };
    await expect(judge({ ...made, imageId: COMMITTED }, away)).rejects.toMatchObject({ code: 'DOCKER_FAILED' });
  });
});

test.each([
  ['made by Compose', fixture('inspect.json'), false],
  [
    'without the label that Compose gives to all it makes',
    fixture('inspect.json').replaceAll(/"com.docker.compose.config-hash": "[^"]*"/g, '"a": "b"'),
    true,
  ],
])('a container says it, wherever it is asked for: %s', async (_, text, stray) => {
  const containers = z.array(z.looseObject({ Id: z.string() })).parse(JSON.parse(text));
  const { connection } = fakeConnection(
    Object.fromEntries(containers.map((one) => [`/containers/${one.Id}/json`, one])),
  );
  const docker = createDocker({ env: {}, run: fakeRun({}).run, connection });
  const found = await docker.inspect(containers.map(({ Id }) => Id));
  expect(new Set(found.map((one) => one.stray))).toEqual(new Set([stray]));
});

test.each([
  [OWN, false],
  [COMMITTED, true],
])('likewise among the parts of a project: of image %s', async (ImageID, stray) => {
  const { connection } = fakeConnection({
    [`/containers/json ${labels.project}=x`]: [
      {
        Id: 'a1',
        Names: ['/exp'],
        Image: 'app',
        ImageID,
        State: 'running',
        Status: 'Up',
        Created: 1,
        Labels: { ...ofOwn, [labels.configHash]: '1' },
      },
    ],
    [`/networks ${labels.project}=x,${labels.network}`]: [],
    '/volumes': { Volumes: [] },
    ...recorded(COMMITTED, ofOwn),
  });
  const { containers } = await createDocker({ env: {}, run: fakeRun({}).run, connection }).parts('x');
  expect(containers).toMatchObject([{ name: 'exp', stray }]);
});
