import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { fingerprintOf, readIngredients } from '../../../src/start/images/fingerprint.ts';
import { hashContext } from '../../../src/images/hash-context.ts';
import { planImages } from '../../../src/start/images/plan-images.ts';
import { aConfig } from '../../support/a.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

const context = temporaryDirectory();
const put = (path: string, text: string): void => writeFileSync(join(context, path), text);

beforeEach(() => {
  rmSync(context, { recursive: true, force: true });
  mkdirSync(join(context, 'src'), { recursive: true });
  put('Dockerfile', 'FROM base:1\nCOPY uv.lock ./\nCOPY src src\n');
  put('uv.lock', 'one');
  put('src/a', 'a');
  put('other', 'x');
});

async function fingerprint(different: object = {}, ids = new Map([['base:1', 'sha256:1']])) {
  const [image] = planImages(aConfig({ web: { build: { context, ...different } } }), 'ktrdr--x').builds;
  const ingredients = image === undefined ? undefined : await readIngredients(image);
  return ingredients === undefined ? undefined : fingerprintOf(ingredients, ids);
}

test('the same ingredients have the same fingerprint, whatever their times', async () => {
  const before = await fingerprint();
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  put('uv.lock', 'one');
  put('other', 'y');
  expect(await fingerprint()).toBe(before);
});

test.each<[string, () => void]>([
  ['a file that is copied', () => put('uv.lock', 'two')],
  ['a file in a directory that is copied', () => put('src/a', 'b')],
  ['a file more in it', () => put('src/b', '')],
  ['a file less in it', () => rmSync(join(context, 'src/a'))],
  ['a permission', () => chmodSync(join(context, 'uv.lock'), 0o755)],
  ['a link', () => symlinkSync('a', join(context, 'src/c'))],
  ['the Dockerfile', () => put('Dockerfile', 'FROM base:1\nCOPY uv.lock ./\nCOPY src src\nRUN true\n')],
  ['what is ignored', () => put('.dockerignore', 'src/a\n')],
  ["what the Dockerfile's own list ignores", () => put('Dockerfile.dockerignore', 'src/a\n')],
])('%s changes it', async (_, change) => {
  const before = await fingerprint();
  change();
  const after = await fingerprint();
  expect(after).toBeDefined();
  expect(after).not.toBe(before);
});

test('what a build does not see does not change it', async () => {
  put('.dockerignore', '**/__pycache__\n');
  const before = await fingerprint();
  mkdirSync(join(context, 'src/__pycache__'));
  put('src/__pycache__/a.pyc', 'a');
  expect(await fingerprint()).toBe(before);
});

test('arguments and the image that it is built on change it', async () => {
  const before = await fingerprint();
  expect(await fingerprint({ args: { A: '1' } })).not.toBe(before);
  expect(await fingerprint({ target: 'dev' })).not.toBe(before);
  expect(await fingerprint({}, new Map([['base:1', 'sha256:2']]))).not.toBe(before);
  expect(await fingerprint({}, new Map())).not.toBe(before);
});

describe('only a build can tell', () => {
  test.each<[string, object, () => void]>([
    ['a Dockerfile that is not there', { dockerfile: 'nowhere' }, () => {}],
    ['a source that is not there', {}, () => rmSync(join(context, 'uv.lock'))],
    [
      'a source that is a link',
      {},
      () => {
        rmSync(join(context, 'uv.lock'));
        symlinkSync('other', join(context, 'uv.lock'));
      },
    ],
    ['a remote context', { context: 'https://example.org/x.git' }, () => {}],
    ['further contexts', { additional_contexts: { x: '/y' } }, () => {}],
    ["a secret's stand-in", { args: { TOKEN: 'placeholder-for-ANTHROPIC_API_KEY' } }, () => {}],
  ])('%s', async (_, different, change) => {
    change();
    expect(await fingerprint(different)).toBeUndefined();
  });

  test('a file that asks for a build at every start', async () => {
    const services = { web: { build: { context }, pull_policy: 'build' } };
    const [image] = planImages(aConfig(services), 'ktrdr--x').builds;
    expect(image && (await readIngredients(image))).toBeUndefined();
  });
});

test('an inline Dockerfile is one like others', async () => {
  const before = await fingerprint({ dockerfile_inline: 'FROM base:1\nCOPY uv.lock ./\n' });
  expect(before).toBeDefined();
  put('uv.lock', 'two');
  expect(await fingerprint({ dockerfile_inline: 'FROM base:1\nCOPY uv.lock ./\n' })).not.toBe(before);
});

/** In one text. */
async function hashes(...given: Parameters<typeof hashContext>): Promise<string | undefined> {
  const found = await hashContext(...given);
  return found && JSON.stringify(found);
}

describe('hashContext', () => {
  test.each([
    ['*.lock', () => put('new.lock', ''), true],
    ['uv.loc?', () => put('other', 'y'), false],
    ['*', () => put('other', 'y'), true],
    ['src/*', () => put('src/b', ''), true],
    ['s?c/a', () => put('other', 'y'), true],
    ['[u]v.lock', () => put('other', 'y'), true],
    ['../../uv.lock', () => put('uv.lock', 'two'), true],
    ['.', () => put('other', 'y'), true],
  ])('%s sees the change: %#', async (path, change, expected) => {
    const before = await hashes(context, [path]);
    expect(before).toBeDefined();
    change();
    expect((await hashes(context, [path])) !== before).toBe(expected);
  });

  test.each([
    ['entries', { entries: 3, bytes: 1000 }],
    ['bytes', { entries: 100, bytes: 1 }],
  ])('more than so many %s is too much', async (_, limits) => {
    expect(await hashContext(context, ['.'], { limits })).toBeUndefined();
  });
});
