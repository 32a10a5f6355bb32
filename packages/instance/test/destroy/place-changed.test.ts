import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Run } from '@ktrdr/process';
import { directoryIdentity } from '../../src/core/directory-identity.ts';
import { moveAside } from '../../src/entries/move-aside.ts';
import { destroyInstance } from '../../src/index.ts';
import {
  alone,
  container,
  contextThat,
  destroy,
  engine,
  git,
  main,
  place,
  plain,
  registerLocalProd,
  sandbox,
  signal,
  staged,
  tree,
  yes,
} from '../support/destroy-scene.ts';

const unlocked = () => void git(main, 'worktree', 'unlock', tree);
const away = () => renameSync(tree, join(place, 'disk'));
const backWithWork = () => {
  renameSync(join(place, 'disk'), tree);
  alone();
  staged();
};
/** Somebody's copy, with lines of their own, in place of a directory. */
const swap = (path: string) => {
  cpSync(path, `${path}-copy`, { recursive: true });
  writeFileSync(join(`${path}-copy`, '.env.sandbox'), `${readFileSync(join(path, '.env.sandbox'), 'utf8')}MINE=1\n`);
  renameSync(path, `${path}-moved`);
  renameSync(`${path}-copy`, path);
};

const swapAndSayYes = async () => (swap(main), await yes());

describe('a place that is not what it was when the plan was shown: nothing there is touched, and nothing is unregistered', () => {
  const moments: [string, RegExp, (happen: () => void) => Promise<unknown>][] = [
    [
      'while it asked',
      /^Nothing was changed/,
      async (happen) =>
        await destroy({ confirm: async () => (happen(), await yes()) }).catch((error: unknown) => error),
    ],
    [
      'while containers were removed',
      /^Its containers are gone/,
      async (happen) => {
        const has = { container: container('0a', tree) };
        const { context, confirm } = engine(has, has, happen);
        return await destroy({ confirm }, context).catch((error: unknown) => error);
      },
    ],
  ];

  describe.each(moments)('%s', (_, hint, during) => {
    test.each<[string, () => void, () => void]>([
      ['a worktree that was away is back, with work', () => {}, () => {}],
      ['one whose work git was to keep is back', () => alone(), () => {}],
      ['an adopted one is back', unlocked, () => {}],
    ])('%s', async (_name, before) => {
      before();
      away();
      const changed = { code: 'INSTANCE_CHANGED', hint: expect.stringMatching(hint) };
      expect(await during(backWithWork)).toMatchObject(changed);
      expect(git(tree, 'status', '--porcelain')).toContain('AM s');
      expect(git(tree, 'log', '-1', '--format=%s')).toBe('alone\n');
      expect(readFileSync(join(tree, '.env.sandbox'), 'utf8')).toContain('ktrdr--feat-x');
      expect(await plain().registry.list()).toHaveLength(1);
    });

    test("an adopted worktree's copy has taken its place", async () => {
      unlocked();
      expect(await during(() => swap(tree))).toMatchObject({ code: 'INSTANCE_CHANGED' });
      expect(readFileSync(join(tree, '.env.sandbox'), 'utf8')).toContain('MINE=1');
      expect(await plain().registry.list()).toHaveLength(1);
    });
  });

  test("local-prod's copy has taken its place while it asked", async () => {
    await registerLocalProd();
    await expect(destroy({ confirm: swapAndSayYes })).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
    expect(readFileSync(join(main, '.env.sandbox'), 'utf8')).toContain('MINE=1');
    expect(await plain().registry.getLocalProd()).toBeDefined();
  });

  test("local-prod's copy has taken its place when its .env.sandbox was looked at", async () => {
    await registerLocalProd();
    const { context } = contextThat({
      // The last question before the file goes.
      killed: (args) => {
        if (args.includes('ls-files') && !existsSync(`${main}-moved`)) swap(main);
        return undefined;
      },
    });
    await expect(destroy({}, context)).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
    expect(readFileSync(join(main, '.env.sandbox'), 'utf8')).toContain('MINE=1');
  });
});

const to = () => join(place, 'aside');

const identity = async () => (await directoryIdentity(tree)) ?? { dev: '', ino: '', born: '' };

describe('a directory is moved before it is looked at whether it is the right one:', () => {
  test('the right one is', async () => {
    await moveAside(tree, { to: to(), identity: await identity() });
    expect(existsSync(join(to(), 'a.txt'))).toBe(true);
    expect(existsSync(tree)).toBe(false);
  });

  test.each<[string, () => void]>([
    ['another one', () => mkdirSync(tree)],
    ['a link to it', () => symlinkSync(`${tree}-moved`, tree)],
    ['a file', () => writeFileSync(tree, 'x')],
  ])('%s goes back', async (_, take) => {
    const known = await identity();
    renameSync(tree, `${tree}-moved`);
    take();
    const before = lstatSync(tree).ino;
    await expect(moveAside(tree, { to: to(), identity: known })).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
    expect(lstatSync(tree).ino).toBe(before);
    expect(existsSync(to())).toBe(false);
  });
});

test('another directory that takes the place while git forgets the worktree is left alone', async () => {
  const copy = join(place, 'backup');
  cpSync(tree, copy, { recursive: true });
  writeFileSync(join(copy, 'mine'), 'mine');
  const { context } = contextThat();
  const run: Run = async (command, args, options) => {
    // Whatever is run once the directory was moved.
    if (!existsSync(tree) && existsSync(copy)) renameSync(copy, tree);
    return await context.run(command, args, options);
  };
  await destroyInstance({ ...context, run }, sandbox, { confirm: yes, signal });
  if (existsSync(copy)) renameSync(copy, tree);
  expect(readFileSync(join(tree, 'mine'), 'utf8')).toBe('mine');
});
