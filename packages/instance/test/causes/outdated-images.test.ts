import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { temporaryDirectory } from '@ktrdr/test-support';
import { outdatedImages } from '../../src/causes/outdated-images.ts';
import { hashContext } from '../../src/images/hash-context.ts';
import { inputsOf } from '../../src/images/image-inputs.ts';
import { writeImageMemory } from '../../src/images/image-memory.ts';
import { createContext } from '../../src/index.ts';
import { aContainer, aSandbox } from '../support/a.ts';

const directory = temporaryDirectory();
const context = createContext({ env: { HOME: directory, KTRDR_HOME: join(directory, 'home') }, command: 'ktrdr' });
const put = (path: string, text: string): void => writeFileSync(join(directory, path), text);
const instance = aSandbox({ path: directory });
const DOCKERFILE = 'FROM base\nCOPY uv.lock ./\nCOPY app app\n';
const runs = (different: Parameters<typeof aContainer>[0] = {}) =>
  aContainer({ image: 'app:x', imageId: 'sha256:2', ...different });

beforeEach(async () => {
  rmSync(join(directory, 'app'), { recursive: true, force: true });
  mkdirSync(join(directory, 'app'));
  put('Dockerfile', DOCKERFILE);
  put('uv.lock', 'one');
  put('app/a', 'a');
  const files = (await hashContext(directory, ['uv.lock', 'app'])) ?? {};
  const inputs = inputsOf({ context: directory }, { directory, text: DOCKERFILE, files });
  const entry = { id: 'sha256:2', fingerprint: 'f', inputs, superseded: ['sha256:1'] };
  await writeImageMemory(context, instance.id, { 'app:x': entry });
});

const found = async (...all: readonly ReturnType<typeof aContainer>[]) => await outdatedImages(context, instance, all);
const changed = (...names: readonly string[]) => [
  { image: 'app:x', services: ['backend'], changed: names.map((name) => join(directory, name)) },
];

test('nothing has changed', async () => expect(await found(runs())).toEqual([]));

test.each<[string, string, () => void]>([
  ['a file', 'uv.lock', () => put('uv.lock', 'two')],
  ['a file that is gone', 'uv.lock', () => rmSync(join(directory, 'uv.lock'))],
  ['what is in a directory', 'app', () => put('app/b', '')],
  ['the Dockerfile', 'Dockerfile', () => put('Dockerfile', `${DOCKERFILE}RUN true\n`)],
])('%s has changed', async (_, name, change) => {
  change();
  expect(await found(runs())).toEqual(changed(name));
});

test('what all that run it mount does not count', async () => {
  put('app/a', 'b');
  const binds = [{ source: join(directory, 'app'), target: '/app/app' }];
  expect(await found(runs({ binds }))).toEqual([]);
  expect(await found(runs({ binds }), runs({ service: 'worker' }))).toMatchObject([
    { services: ['backend', 'worker'] },
  ]);
});

test('the image was built anew, and the container is of the one before', async () => {
  expect(await found(runs({ imageId: 'sha256:1' }))).toEqual(changed());
});

test('of another image nobody can tell', async () => {
  put('uv.lock', 'two');
  expect(await found(runs({ imageId: 'sha256:other' }), runs({ image: 'other' }))).toEqual([]);
});
