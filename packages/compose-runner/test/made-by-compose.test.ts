import { describe, expect, test } from '@jest/globals';
import type { Run } from '@ktrdr/process';
import * as z from 'zod/mini';
import { createDocker } from '../src/index.ts';
import { type MadeFrom, notMadeByCompose } from '../src/made-by-compose.ts';
import { fakeConnection } from './support/fake-connection.ts';
import { type Answer, fakeRun, resultOf } from './support/fake-run.ts';
import { fixture } from './support/fixture.ts';

// As Compose 2.26 with Engine 26.1 wrote labels: into containers, and, by `docker commit`, into images.
const OWN = 'sha256:799789a1f42d63d14c853e869156a99fa872c5b050abf58d29fb7f7b8f3159fc';
const COMMITTED = 'sha256:af2c465c86e1d8626bb62022ed85907b7e70351ab22c687d80400461669d5a07';
const made: MadeFrom = { id: 'a1', imageId: OWN, recordedImage: OWN, configHash: '6949fb20' };
// Docker 26.1 writes null for a label that is not there, unless it is asked like this.
const LABEL =
  '{{with .Config.Labels}}{{with index . "com.docker.compose.image"}}{{json .}}{{else}}""{{end}}{{else}}""{{end}}';
const inspect = (id: string) => `docker image inspect --format {"id":{{json .Id}},"recorded":${LABEL}} ${id}`;

async function judge(container: MadeFrom, answers: Readonly<Record<string, Answer>>): Promise<boolean> {
  const { run } = fakeRun(answers);
  const command = async (args: readonly string[]) => await run('docker', args, { env: {} });
  const strays = await notMadeByCompose([container], { command, failure: () => new Error('the Engine is away') });
  return strays.has(container.id);
}

const recorded = (id: string, image: string) => ({ [inspect(id)]: `{"id":"${id}","recorded":"${image}"}\n` });

describe('whether Compose made a container', () => {
  test.each<[string, MadeFrom, Record<string, Answer>, boolean]>([
    ['made of the image that it names: nothing is asked', made, {}, false],
    ['of a Compose that names no image', { ...made, recordedImage: '' }, {}, false],
    ['run from a committed image', { ...made, imageId: COMMITTED }, recorded(COMMITTED, OWN), true],
    [
      'made by Compose of a committed image, which an Engine names in two ways',
      { ...made, imageId: COMMITTED, recordedImage: 'sha256:1' },
      recorded(COMMITTED, OWN),
      false,
    ],
    ['of an image without such a label', { ...made, imageId: 'sha256:2' }, recorded('sha256:2', ''), false],
    [
      'run from a committed image that is gone',
      { ...made, imageId: COMMITTED },
      { [inspect(COMMITTED)]: { exitCode: 1, stderr: `Error response from daemon: No such image: ${COMMITTED}\n` } },
      true,
    ],
    ['run from a built image, or with labels by hand', { ...made, recordedImage: '', configHash: '' }, {}, true],
  ])('%s', async (_, container, answers, isStray) => {
    expect(await judge(container, answers)).toBe(isStray);
  });

  test('an Engine that does not answer is an error', async () => {
    const away = { [inspect(COMMITTED)]: { exitCode: 1, stderr: 'Cannot connect to the Docker daemon' } };
    await expect(judge({ ...made, imageId: COMMITTED }, away)).rejects.toThrow('the Engine is away');
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
])('likewise among the parts of a project: of image %s', async (imageId, stray) => {
  const run: Run = async (_, args) => {
    await Promise.resolve();
    const [kind, verb] = args;
    const answers: Record<string, string> = {
      'container ls': '{"id":"a1","name":"exp","state":"running","directory":"/x","mounts":""}\n',
      'container inspect': `${JSON.stringify({ ...made, imageId })}\n`,
      'image inspect': `{"id":"${COMMITTED}","recorded":"${OWN}"}\n`,
    };
    return resultOf({ stdout: answers[`${kind} ${verb}`] ?? '' });
  };
  const { containers } = await createDocker({ env: {}, run }).parts('x');
  expect(containers).toMatchObject([{ name: 'exp', stray }]);
});
