import { beforeEach, expect, test } from '@jest/globals';
import { join } from 'node:path';
import type { Run } from '@ktrdr/process';
import { createContext } from '../../../src/index.ts';
import { readImageMemory, writeImageMemory } from '../../../src/images/image-memory.ts';
import { removeSuperseded } from '../../../src/start/images/remove-superseded.ts';
import { aResult, aSandbox } from '../../support/a.ts';
import { connectionByRun } from '../../support/connection-by-run.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const directory = temporaryDirectory();
const instance = aSandbox();
const ours = { 'com.docker.compose.project': instance.id };

interface Image {
  readonly tags?: readonly string[];
  readonly digests?: readonly string[];
  readonly labels?: Readonly<Record<string, string>> | null;
  readonly used?: boolean;
}

/** An Engine that, as Docker 26.1 does, removes an image with the last of its names, and none that a container uses. */
function engine(images: Readonly<Record<string, Image>>, beforeRemoval: (left: Map<string, Image>) => void = () => {}) {
  const left = new Map(Object.entries(images));
  const calls: string[] = [];
  const run: Run = async (_, args) => {
    calls.push(args.join(' '));
    if (args[0] === 'ps') {
      const rows = [...left].flatMap(([imageId, { used }]) =>
        used === true ? [`${JSON.stringify({ imageId })}\n`] : [],
      );
      return await Promise.resolve(aResult({ stdout: rows.join('') }));
    }
    const ids = args.filter((arg) => arg.startsWith('sha256:'));
    if (args[1] === 'tag') {
      const [id = '', name = ''] = args.slice(2);
      const image = left.get(id);
      if (image !== undefined) left.set(id, { ...image, tags: [...new Set([...(image.tags ?? []), name])] });
      return await Promise.resolve(aResult({ exitCode: image === undefined ? 1 : 0 }));
    }
    if (args[1] === 'rm') {
      beforeRemoval(left);
      for (const [id, image] of left) {
        const tags = (image.tags ?? []).filter((tag) => !args.includes(tag) && !args.includes(id));
        if (tags.length === (image.tags ?? []).length && !args.includes(id)) continue;
        if (tags.length > 0) left.set(id, { ...image, tags });
        else if (image.used !== true) left.delete(id);
      }
      return await Promise.resolve(aResult({ exitCode: 1 }));
    }
    const found = ids.flatMap((id) => {
      const image = left.get(id);
      if (image === undefined) return [];
      const { tags = [], digests = [], labels = ours } = image;
      return [`${JSON.stringify({ id, tags, digests, labels })}\n`];
    });
    const stderr = 'Error: No such image: sha256:gone';
    return await Promise.resolve(
      aResult({ exitCode: found.length === ids.length ? 0 : 1, stdout: found.join(''), stderr }),
    );
  };
  const env = { KTRDR_HOME: join(directory, 'home'), HOME: directory };
  return { context: createContext({ env, command: 'a test', connection: connectionByRun(run), run }), left, calls };
}

const entry = { id: 'sha256:now', fingerprint: 'f' };
const OWN = `app:${instance.id}`;

beforeEach(async () => {
  const { context } = engine({});
  await writeImageMemory(context, instance.id, { [OWN]: { ...entry, superseded: ['sha256:old', 'sha256:gone'] } });
});

test.each<[string, Image, boolean, string[] | undefined]>([
  ['that nobody named or uses goes', {}, false, undefined],
  ['that a container uses stays, and is tried again', { used: true }, true, ['sha256:old']],
  ['that has got a name stays for good', { tags: ['mine:1'] }, true, undefined],
  ['that was pulled stays for good', { digests: ['mine@sha256:1'] }, true, undefined],
  ['that another project built stays', { labels: { 'com.docker.compose.project': 'other' } }, true, undefined],
  ['that nobody labelled stays', { labels: null }, true, undefined],
])('a superseded image %s', async (_, image, stays, superseded) => {
  const { context, left } = engine({ 'sha256:old': image, 'sha256:now': { tags: [OWN] }, 'sha256:other': {} });
  await removeSuperseded(context, instance);
  expect([...left.keys()].includes('sha256:old')).toBe(stays);
  expect([...left.keys()]).toEqual(expect.arrayContaining(['sha256:now', 'sha256:other']));
  const memory = await readImageMemory(context, instance.id);
  expect(memory).toEqual({ [OWN]: superseded === undefined ? entry : { ...entry, superseded } });
});

/** Somebody's `docker tag`. */
function nameLate(left: Map<string, Image>): void {
  const image = left.get('sha256:old');
  left.set('sha256:old', { ...image, tags: [...(image?.tags ?? []), 'mine:late'] });
}

test('an image that gets a name right before it is removed keeps that one, and stays', async () => {
  const { context, left } = engine({ 'sha256:old': {} }, nameLate);
  await removeSuperseded(context, instance);
  expect(left.get('sha256:old')).toEqual({ tags: ['mine:late'] });
});

test('one that a container uses gets no name meanwhile, which would stay where this is the last start', async () => {
  const { context, left } = engine({ 'sha256:old': { used: true } });
  await removeSuperseded(context, instance);
  expect(left.get('sha256:old')).toEqual({ used: true });
});

test('one that a container uses from right before it is removed goes with a later start', async () => {
  const { context, left } = engine({ 'sha256:old': {} }, (images) => images.set('sha256:old', { used: true }));
  await removeSuperseded(context, instance);
  expect([...left.keys()]).toEqual(['sha256:old']);
  const later = engine({ 'sha256:old': { ...left.get('sha256:old'), used: false } });
  await removeSuperseded(later.context, instance);
  expect([...later.left.keys()]).toEqual([]);
});

test('one that a container used goes with a later start', async () => {
  const { context, left } = engine({ 'sha256:old': { used: true } });
  await removeSuperseded(context, instance);
  const image = left.get('sha256:old');
  left.set('sha256:old', { ...image, used: false });
  await removeSuperseded(context, instance);
  expect([...left.keys()]).toEqual([]);
});

test('nothing is asked where nothing was superseded', async () => {
  const { context, calls } = engine({});
  await writeImageMemory(context, instance.id, { [OWN]: entry });
  await removeSuperseded(context, instance);
  expect(calls).toEqual([]);
});
