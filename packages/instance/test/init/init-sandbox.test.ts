import { cpSync, existsSync, mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Run } from '@ktrdr/process';
import { lockAgain } from '../../src/checkout/lock-adopted.ts';
import { creatingLockReason } from '../../src/git/sandbox-lock-reason.ts';
import { destroyInstance, initSandbox, type Instance } from '../../src/index.ts';
import { aResult } from '../support/a.ts';
import { aContext, at, clone, git, killed, worktrees } from '../support/create-scene.ts';

const no = async () => await Promise.resolve(false);
const mine = (): string => at('mine');
const lockOfMine = (): string => /locked.*/.exec(worktrees().slice(worktrees().indexOf(mine())))?.[0] ?? '';
const initMine = async ({ context }: ReturnType<typeof aContext>) =>
  await initSandbox(context, { directory: mine(), keepVolumes: no });
const destroyIt = async ({ context }: ReturnType<typeof aContext>, instance: Instance) =>
  await destroyInstance(context, instance, {
    confirm: async () => await Promise.resolve(true),
    signal: new AbortController().signal,
  });

describe('init', () => {
  test('adopts a clone: neither a worktree nor with a parent', async () => {
    const { context } = aContext();
    const instance = await initSandbox(context, { directory: clone, keepVolumes: no });
    expect(instance.record).toMatchObject({
      instanceId: 'ktrdr--ktrdr',
      slot: 1,
      path: clone,
      isWorktree: false,
      parentRepo: null,
    });
    await expect(initSandbox(context, { directory: clone, keepVolumes: no })).rejects.toMatchObject({
      code: 'ALREADY_INITIALIZED',
      hint: 'Start it with: ktrdr up ktrdr--ktrdr',
    });
  });

  test('adopts a linked worktree, with the name and slot that were asked for', async () => {
    const { context } = aContext();
    git(clone, 'worktree', 'add', '-q', at('tree'), '-b', 'tree');
    const instance = await initSandbox(context, { directory: at('tree'), name: 'My Tree', slot: 5, keepVolumes: no });
    expect(instance.record).toMatchObject({
      instanceId: 'ktrdr--my-tree',
      slot: 5,
      isWorktree: true,
      parentRepo: clone,
    });
  });

  test('leaves a worktree alone that a create with another registry is making, until somebody unlocks it', async () => {
    const next = aContext();
    const reason = creatingLockReason({ id: 'ktrdr--mine', token: 'f00' });
    git(clone, 'worktree', 'add', '-q', '--lock', '--reason', reason, '-b', 'mine', at('ktrdr--mine'));
    const init = async () =>
      await initSandbox(next.context, { directory: at('ktrdr--mine'), name: 'other', keepVolumes: no });
    await expect(init()).rejects.toMatchObject({
      code: 'BEING_CREATED',
      message: expect.stringContaining('sandbox ktrdr--mine'),
      hint: expect.stringContaining('git worktree unlock '),
    });
    expect(await next.context.registry.list()).toEqual([]);
    await expect(next.create('mine', { branch: 'more' })).rejects.toMatchObject({
      code: 'DIRECTORY_EXISTS',
      hint: expect.not.stringContaining('sandbox init'),
    });
    git(clone, 'worktree', 'unlock', at('ktrdr--mine'));
    expect(await init()).toMatchObject({ id: 'ktrdr--other' });
  });

  test('finishes what a create of its own registry was killed at', async () => {
    const next = aContext();
    const { path } = await killed(next);
    expect(await initSandbox(next.context, { directory: path, keepVolumes: no })).toMatchObject({ id: 'ktrdr--x' });
    expect(existsSync(join(path, '.env.sandbox'))).toBe(true);
  });

  describe('of a linked worktree locks it for as long as it is registered', () => {
    beforeEach(() => {
      git(clone, 'worktree', 'add', '-q', '-b', 'mine', mine());
    });

    test('git says how to let go of it, and so it goes', async () => {
      const one = aContext();
      const instance = await initMine(one);
      expect(() => git(clone, 'worktree', 'remove', mine())).toThrow(
        /in use by ktrdr sandbox ktrdr--mine; to let go of it: ktrdr sandbox destroy --name ktrdr--mine/,
      );
      await destroyIt(one, instance);
      expect(lockOfMine()).toBe('');
      expect(existsSync(join(mine(), 'code.py'))).toBe(true);
      expect(await one.context.registry.list()).toEqual([]);
    });

    test("somebody's own lock stays, and its reason", async () => {
      git(clone, 'worktree', 'lock', '--reason', 'on a portable disk', mine());
      const one = aContext();
      const instance = await initMine(one);
      expect(lockOfMine()).toBe('locked on a portable disk');
      await destroyIt(one, instance);
      expect(lockOfMine()).toBe('locked on a portable disk');
    });

    test('also again once somebody has unlocked it; that it cannot be is a warning', async () => {
      const one = aContext();
      const instance = await initMine(one);
      git(clone, 'worktree', 'unlock', mine());
      await lockAgain(one.context, instance);
      expect(lockOfMine()).toMatch(/^locked in use by ktrdr sandbox ktrdr--mine/);
      git(clone, 'worktree', 'unlock', mine());
      const locked = join(clone, '.git', 'worktrees', 'mine', 'locked');
      mkdirSync(locked);
      await lockAgain(one.context, instance);
      expect(one.events).toContainEqual({ type: 'warning', text: expect.stringMatching(/could not be locked/) });
      rmdirSync(locked);
    });

    test('not if init fails', async () => {
      mkdirSync(join(mine(), '.env.sandbox'));
      await expect(initMine(aContext())).rejects.toMatchObject({ code: expect.stringMatching(/^ENV_FILE/) });
      expect(lockOfMine()).toBe('');
    });

    test.each<[string, (aside: string) => void]>([
      ['moved', () => {}],
      [
        'replaced by another clone of it',
        (aside) => {
          cpSync(aside, mine(), { recursive: true });
        },
      ],
      ['replaced by any directory', () => mkdirSync(mine())],
    ])('one that is %s before the last write: nothing is written, registered or locked', async (_, replace) => {
      const { context } = aContext();
      const aside = `${mine()}.aside`;
      const run: Run = async (command, args, options) => {
        const result = await context.run(command, args, options);
        if (args.includes('lock')) {
          renameSync(mine(), aside);
          replace(aside);
        }
        return result;
      };
      const init = initSandbox({ ...context, run }, { directory: mine(), keepVolumes: no });
      await expect(init).rejects.toMatchObject({ code: 'INSTANCE_CHANGED' });
      for (const place of [mine(), aside]) expect(existsSync(join(place, '.env.sandbox'))).toBe(false);
      expect(await context.registry.list()).toEqual([]);
      rmSync(mine(), { recursive: true, force: true });
      renameSync(aside, mine());
      expect(lockOfMine()).toBe('');
    });

    test('if init fails and git cannot unlock it: the first error is told, a warning says so, and nothing stays registered', async () => {
      const { context, notes } = aContext();
      const run: Run = async (command, args, options) => {
        if (args.includes('lock')) writeFileSync(join(mine(), '.env.sandbox'), 'THEIRS=1\n');
        return args.includes('unlock')
          ? aResult({ exitCode: 128, stderr: 'fatal: no' })
          : await context.run(command, args, options);
      };
      const init = initSandbox({ ...context, run }, { directory: mine(), keepVolumes: no });
      await expect(init).rejects.toMatchObject({ code: 'ENV_FILE_CHANGED' });
      expect(notes()).toEqual([expect.stringMatching(/git could not unlock the worktree/)]);
      expect(await context.registry.list()).toEqual([]);
    });
  });

  test('one that was killed after it had registered is finished by the next', async () => {
    const { context, notes } = aContext();
    await initSandbox(context, { directory: clone, name: 'other', keepVolumes: no });
    rmSync(join(clone, '.env.sandbox'));
    const instance = await initSandbox(context, { directory: clone, keepVolumes: no });
    expect(instance.id).toBe('ktrdr--other');
    expect(existsSync(join(clone, '.env.sandbox'))).toBe(true);
    expect(notes()).toContainEqual(expect.stringMatching(/interrupted init/));
  });

  test.each([
    ['another name', { name: 'zz' }],
    ['another slot', { slot: 5 }],
  ])('is not finished under %s', async (_, asked) => {
    const { context } = aContext();
    const init = async (more: object) => await initSandbox(context, { directory: clone, keepVolumes: no, ...more });
    await init({ name: 'other', slot: 2 });
    rmSync(join(clone, '.env.sandbox'));
    await expect(init(asked)).rejects.toMatchObject({
      code: 'ALREADY_INITIALIZED',
      message: expect.stringContaining('as sandbox ktrdr--other in slot 2'),
    });
    expect(existsSync(join(clone, '.env.sandbox'))).toBe(false);
    expect(await init({ name: 'other', slot: 2 })).toMatchObject({ id: 'ktrdr--other', slot: 2 });
  });

  test.each<[string, () => void, { code: string; hint: RegExp }]>([
    [
      'a marker that nobody registered',
      () => writeFileSync(join(clone, '.env.sandbox'), 'INSTANCE_ID=ktrdr--old\n'),
      { code: 'ALREADY_INITIALIZED', hint: /mv -n / },
    ],
    [
      'something else than KTRDR',
      () => git(clone, 'remote', 'set-url', 'origin', 'x/shop.git'),
      { code: 'NOT_KTRDR', hint: /ktrdr/ },
    ],
  ])('refuses %s', async (_, change, { code, hint }) => {
    change();
    await expect(initSandbox(aContext().context, { directory: clone, keepVolumes: no })).rejects.toMatchObject({
      code,
      hint: expect.stringMatching(hint),
    });
  });

  test('refuses an id that another directory has, and says how to choose one', async () => {
    const { context } = aContext();
    await initSandbox(context, { directory: clone, name: 'x', keepVolumes: no });
    git(clone, 'worktree', 'add', '-q', at('x'), '-b', 'x');
    await expect(initSandbox(context, { directory: at('x'), keepVolumes: no })).rejects.toMatchObject({
      code: 'INSTANCE_EXISTS',
      hint: expect.stringMatching(/--name/),
    });
  });
});
