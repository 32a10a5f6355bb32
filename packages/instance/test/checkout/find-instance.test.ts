import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Context, createContext, findInstance } from '../../src/index.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'ktrdr-find-')));
afterAll(() => rmSync(root, { recursive: true }));

let context: Context;

/** Registers a directory with a branch checked out. */
async function register(id: string, branch: string): Promise<void> {
  const path = join(root, id);
  mkdirSync(join(path, '.git'), { recursive: true });
  writeFileSync(join(path, '.git', 'HEAD'), `ref: refs/heads/${branch}\n`);
  const record = { instanceId: id, path, createdAt: '2026-01-02T03:04:05.000Z', isWorktree: false, parentRepo: null };
  if (id === 'ktrdr-prod') await context.registry.claimLocalProd(record);
  else await context.registry.claim(record);
}

beforeAll(async () => {
  context = createContext({ env: { HOME: root, KTRDR_HOME: join(root, 'home') }, command: 'test' });
  await register('ktrdr-prod', 'main');
  await register('ktrdr--a', 'feature/b');
  await register('ktrdr--feature-b', 'twice');
  await register('ktrdr--d', 'twice');
  await register('ktrdr--e', 'only/here');
  await register('ktrdr--f', 'sandbox');
});

const find = async (name?: string, directory = '/') =>
  (await findInstance(context, { name, directory: () => directory })).id;

describe('an instance by its name', () => {
  test.each([
    ['ktrdr-prod', 'ktrdr-prod'],
    ['local-prod', 'ktrdr-prod'],
    ['0', 'ktrdr-prod'],
    ['main', 'ktrdr-prod'],
    ['a', 'ktrdr--a'],
    ['ktrdr--a', 'ktrdr--a'],
    ['1', 'ktrdr--a'],
    ['only/here', 'ktrdr--e'],
    // What it is called comes before what is checked out in another.
    ['feature/b', 'ktrdr--feature-b'],
  ])('%s is %s', async (name, id) => {
    expect(await find(name)).toBe(id);
  });

  test.each(['', 'ktrdr--', 'featur', 'only', '11', 'nothing'])(
    '%j is none: nothing is taken for a prefix',
    async (name) => {
      await expect(find(name)).rejects.toMatchObject({
        code: 'NO_SUCH_INSTANCE',
        hint: expect.stringContaining('ktrdr--e'),
      });
    },
  );

  test('a branch that two have is asked about', async () => {
    await expect(find('twice')).rejects.toMatchObject({
      code: 'AMBIGUOUS_INSTANCE',
      message: expect.stringMatching(/ktrdr--feature-b, ktrdr--d$/),
    });
  });
});

test('without a name, the one that the directory is in', async () => {
  expect(await find(undefined, join(root, 'ktrdr--d'))).toBe('ktrdr--d');
  await expect(find(undefined, root)).rejects.toMatchObject({ code: 'NOT_IN_INSTANCE' });
});

const exactly = async (name: string) => (await findInstance(context, { name, exact: true })).id;

describe('for what cannot be undone', () => {
  test.each([
    ['a', 'ktrdr--a'],
    ['ktrdr--a', 'ktrdr--a'],
    ['feature-b', 'ktrdr--feature-b'],
    ['local-prod', 'ktrdr-prod'],
    ['ktrdr-prod', 'ktrdr-prod'],
  ])('%s is %s', async (name, id) => {
    expect(await exactly(name)).toBe(id);
  });

  test.each([
    ['0', 'ktrdr-prod'],
    ['1', 'ktrdr--a'],
    ['main', 'ktrdr-prod'],
    ['only/here', 'ktrdr--e'],
    ['feature/b', 'ktrdr--feature-b'],
    ['A', 'ktrdr--a'],
    ['sandbox', 'ktrdr--f'],
  ])('%s is not enough for %s, which is named', async (name, id) => {
    await expect(exactly(name)).rejects.toMatchObject({ code: 'NAME_NOT_EXACT', hint: expect.stringContaining(id) });
  });

  test('what means local-prod means nothing else where there is none', async () => {
    const without = createContext({ env: { HOME: root, KTRDR_HOME: join(root, 'home-1') }, command: 'test' });
    const other = { createdAt: '2026-01-02T03:04:05.000Z', isWorktree: false, parentRepo: null };
    for (const instanceId of ['ktrdr--ktrdr-prod', 'ktrdr--local-prod'])
      await without.registry.claim({ instanceId, path: join(root, instanceId), ...other });
    for (const name of ['ktrdr-prod', 'local-prod'])
      await expect(findInstance(without, { name, exact: true })).rejects.toMatchObject({
        code: expect.stringMatching(/^NAME_NOT_EXACT$|^NO_SUCH_INSTANCE$/),
      });
  });
});

const confined = (value: string): Context =>
  createContext({ env: { HOME: root, KTRDR_HOME: join(root, 'home'), KTRDR_CONFINE: value }, command: 'test' });

test('a sandbox that is called as another is: nobody guesses which is meant', async () => {
  const alone = createContext({ env: { HOME: root, KTRDR_HOME: join(root, 'home-2') }, command: 'test' });
  const claim = async (instanceId: string) => {
    const path = join(root, `${instanceId}-2`);
    mkdirSync(path, { recursive: true });
    const record = { instanceId, path, createdAt: '2026-01-02T03:04:05.000Z', isWorktree: false, parentRepo: null };
    await alone.registry.claim(record);
  };
  const idOf = async (name: string) => (await findInstance(alone, { name })).id;
  for (const id of ['ktrdr--2', 'ktrdr--local-prod', 'ktrdr--3']) await claim(id);
  for (const exact of [true, false]) {
    await expect(findInstance(alone, { name: '2', exact })).rejects.toMatchObject({
      code: 'AMBIGUOUS_INSTANCE',
      message: '2 is the name of ktrdr--2, but also the slot of ktrdr--local-prod',
    });
    await expect(findInstance(alone, { name: 'local-prod', exact })).rejects.toMatchObject({
      code: 'NO_SUCH_INSTANCE',
    });
  }
  expect([await idOf('3'), await idOf('ktrdr--2'), await idOf('ktrdr--local-prod')]).toEqual([
    'ktrdr--3',
    'ktrdr--2',
    'ktrdr--local-prod',
  ]);
});

describe('under KTRDR_CONFINE', () => {
  test('of two with a branch, the one that is out of bounds is not meant', async () => {
    expect((await findInstance(confined('d'), { name: 'twice' })).id).toBe('ktrdr--d');
    await expect(findInstance(confined('a'), { name: 'only/here' })).rejects.toMatchObject({ code: 'CONFINED' });
  });

  test('a hint names no others', async () => {
    const refused = findInstance(confined('d'), { name: 'nothing' });
    await expect(refused).rejects.toMatchObject({ hint: expect.not.stringMatching(/ktrdr--(?!d\b)/) });
    await expect(findInstance(confined(''), { name: 'nothing' })).rejects.toMatchObject({
      hint: expect.stringContaining('KTRDR_CONFINE'),
    });
  });
});
