import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { destroyInstance, planDestroy } from '../../src/index.ts';
import {
  admin,
  contextThat,
  destroy,
  git,
  listed,
  main,
  neverAsked,
  place,
  plain,
  register,
  root,
  sandbox,
  tree,
  write,
} from '../support/destroy-scene.ts';

test('another sandbox that was made under the same id meanwhile is not destroyed', async () => {
  const instance = { ...sandbox, createdAt: '2020-01-01T00:00:00.000Z' };
  const plan = await destroyInstance(plain(), instance, { confirm: neverAsked, signal: new AbortController().signal });
  expect(plan?.place).toMatchObject({ kind: 'leave', reason: 'it was no longer registered' });
  expect(existsSync(tree)).toBe(true);
  expect(await plain().registry.get(sandbox.id)).toBeDefined();
});

describe("what is somebody else's and lies in the worktree stops even --force:", () => {
  test('another worktree', async () => {
    git(main, 'worktree', 'add', '-q', join(tree, 'cache', 'agent'), '-b', 'agent');
    await expect(destroy({ force: true })).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      message: expect.stringContaining(join(tree, 'cache', 'agent')),
    });
    expect(existsSync(join(tree, 'cache', 'agent', 'a.txt'))).toBe(true);
  });

  test.each<[string, (path: string) => object, RegExp]>([
    ['the home of the registry', (path) => ({ KTRDR_HOME: path }), /^Move the home of the registry elsewhere first/m],
    [
      'shared data that is linked to it',
      (path) => {
        const home = join(place, 'home');
        mkdirSync(join(home, 'shared'), { recursive: true });
        symlinkSync(path, join(home, 'shared', 'data'));
        return { KTRDR_HOME: home };
      },
      /^Move the shared data elsewhere first/m,
    ],
  ])('%s: nobody is told to remove it', async (_, variables, hint) => {
    const inside = join(tree, 'cache', 'ours');
    mkdirSync(inside, { recursive: true });
    const { context } = contextThat({ env: variables(inside) });
    await register({}, context);
    await expect(destroy({ force: true }, context)).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      message: expect.stringContaining(inside),
      hint: expect.stringMatching(hint),
    });
  });

  test.each([
    ['a submodule of another worktree', () => join(main, '.git', 'worktrees', 'other', 'modules', 'libs', 'sub')],
    ['the repository itself', () => join(main, '.git')],
  ])('objects that %s borrows', async (_, borrower) => {
    const lent = join(admin(), 'modules', 'sub', 'objects');
    mkdirSync(join(lent, 'info'), { recursive: true });
    // What borrows from itself goes with it.
    writeFileSync(join(lent, 'info', 'alternates'), `${lent}\n`);
    await planDestroy(plain(), sandbox);
    for (const name of ['objects/info', 'refs']) mkdirSync(join(borrower(), name), { recursive: true });
    writeFileSync(join(borrower(), 'HEAD'), 'ref: refs/heads/main\n');
    writeFileSync(join(borrower(), 'objects', 'info', 'alternates'), `# from a\n${lent}\n`);
    await expect(destroy({ force: true })).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      message: expect.stringContaining(`${borrower()} borrows objects from it`),
    });
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
  });

  test('shared data that is linked to all of it', async () => {
    const home = join(place, 'home');
    mkdirSync(join(home, 'shared'), { recursive: true });
    symlinkSync(tree, join(home, 'shared', 'data'));
    const { context } = contextThat({ env: { KTRDR_HOME: home } });
    await register({}, context);
    await expect(destroy({ force: true }, context)).rejects.toMatchObject({ code: 'NOT_EMPTY' });
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
  });

  test('another sandbox', async () => {
    const path = join(tree, 'cache', 'inner');
    const record = { path, createdAt: '2026-01-02T03:04:05.000Z', isWorktree: false, parentRepo: null };
    await plain().registry.claim({ instanceId: 'ktrdr--inner', ...record });
    await expect(destroy({ force: true })).rejects.toMatchObject({
      code: 'NOT_EMPTY',
      hint: expect.stringContaining('ktrdr sandbox destroy --name ktrdr--inner'),
    });
  });
});

/** Somebody's own worktree, whose work git has in another place than the sandbox's. */
function moveThere(): void {
  const mine = join(place, 'mine');
  git(main, 'worktree', 'add', '-q', '--detach', mine);
  git(mine, 'commit', '-q', '--allow-empty', '-m', 'only there');
  renameSync(mine, tree);
}

describe('what is not ours to remove stays:', () => {
  test.each<[string, () => void]>([
    ['a worktree without a lock', () => git(main, 'worktree', 'unlock', tree)],
    [
      'a worktree with another lock',
      () => git(main, 'worktree', 'unlock', tree) + git(main, 'worktree', 'lock', '--reason', 'mine', tree),
    ],
  ])('%s', async (_, make) => {
    make();
    const before = listed();
    write('notes.txt');
    expect(await destroy({ force: true })).toMatchObject({ place: { kind: 'remove-marker' } });
    expect(existsSync(join(tree, 'notes.txt'))).toBe(true);
    expect(existsSync(join(tree, '.env.sandbox'))).toBe(false);
    expect(listed()).toBe(before);
    expect(await plain().registry.list()).toEqual([]);
  });

  test.each<[string, () => void]>([
    ['a directory that is no repository', () => mkdirSync(tree)],
    ['a clone', () => git(root, 'clone', '-q', join(root, 'ktrdr.git'), tree)],
    ['a link', () => symlinkSync(main, tree)],
    ['a worktree of another repository', () => git(join(root, 'seed'), 'worktree', 'add', '-q', '--detach', tree)],
    ['another worktree of its repository', () => moveThere()],
  ])('%s where the worktree was', async (_, make) => {
    renameSync(tree, `${tree}-moved`);
    make();
    write('notes.txt');
    expect(await destroy({ force: true })).toMatchObject({ place: { kind: 'leave' } });
    expect(existsSync(join(tree, 'notes.txt'))).toBe(true);
    expect(existsSync(join(`${tree}-moved`, 'a.txt'))).toBe(true);
    expect(git(`${tree}-moved`, 'status', '--porcelain')).toContain('.env.sandbox');
    expect(await plain().registry.list()).toEqual([]);
  });

  test('another worktree where the worktree was, of which git was told', async () => {
    renameSync(tree, `${tree}-moved`);
    moveThere();
    git(main, 'worktree', 'repair', tree);
    write('notes.txt');
    expect(await destroy({ force: true })).toMatchObject({ place: { kind: 'remove-marker' } });
    expect(existsSync(join(tree, 'notes.txt'))).toBe(true);
    expect(git(tree, 'log', '-1', '--format=%s')).toBe('only there\n');
  });

  test('a directory that names another instance', async () => {
    write('.env.sandbox', 'INSTANCE_ID=ktrdr--other\n');
    const { context, notes } = contextThat();
    await destroy({ force: true }, context);
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(readFileSync(join(tree, '.env.sandbox'), 'utf8')).toContain('ktrdr--other');
    expect(notes).toEqual([expect.stringMatching(/No file was touched: .*now belongs to ktrdr--other/)]);
  });
});
