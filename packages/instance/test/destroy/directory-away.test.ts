import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { planDestroy } from '../../src/index.ts';
import {
  admin,
  alone,
  contextThat,
  destroy,
  expectDestroyed,
  git,
  listed,
  main,
  neverAsked,
  place,
  plain,
  sandbox,
  staged,
  tree,
  write,
} from '../support/destroy-scene.ts';

describe('a worktree whose clone was moved, or is not mounted:', () => {
  beforeEach(() => {
    write('notes.txt');
    renameSync(main, `${main}-moved`);
  });
  const refused = {
    code: 'REPOSITORY_MISSING',
    message: expect.stringContaining(`of a missing repository: `),
    hint: expect.stringMatching(/worktree repair .*--keep-worktree$/),
  };

  test('nobody can tell what is in it: it is refused, and nothing is asked', async () => {
    await expect(planDestroy(plain(), sandbox)).rejects.toMatchObject(refused);
    await expect(destroy({ confirm: neverAsked })).rejects.toMatchObject(refused);
    expect(await plain().registry.list()).toHaveLength(1);
  });

  test('goes once git has been told where it is, with its work looked at', async () => {
    git(`${main}-moved`, 'worktree', 'repair', tree);
    await expect(destroy()).rejects.toMatchObject({ code: 'WORK_AT_RISK' });
  });

  test.each([{ keepWorktree: true }, { force: true }])('it stays as it is with %p', async (options) => {
    expect(await destroy(options)).toMatchObject({
      place: {
        kind: 'leave',
        reason: expect.stringMatching(/is a worktree of a missing repository: .*git worktree unlock/),
      },
    });
    expect(readFileSync(join(tree, 'notes.txt'), 'utf8')).toBe('x');
    expect(await plain().registry.list()).toEqual([]);
  });

  test('one that its repository has forgotten is no such one', async () => {
    renameSync(`${main}-moved`, main);
    rmSync(admin(), { recursive: true });
    expect(await destroy()).toMatchObject({ place: { kind: 'leave', reason: expect.stringMatching(/no longer the/) } });
  });
});

describe('the directory is gone', () => {
  test('git forgets that worktree, and no other', async () => {
    git(main, 'worktree', 'add', '-q', join(place, 'other'), '-b', 'other');
    rmSync(join(place, 'other'), { recursive: true });
    rmSync(tree, { recursive: true });
    expect(await destroy()).toMatchObject({
      place: { kind: 'leave', reason: expect.stringMatching(/no longer exists/) },
    });
    expect(listed()).toContain(join(place, 'other'));
    await expectDestroyed();
  });

  test('with its repository', async () => {
    rmSync(tree, { recursive: true });
    rmSync(main, { recursive: true });
    await destroy();
    expect(await plain().registry.list()).toEqual([]);
  });

  test.each<[string, () => void]>([
    ['mv', () => renameSync(tree, `${tree}-moved`)],
    ['git worktree move', () => git(main, 'worktree', 'move', '--force', '--force', tree, `${tree}-moved`)],
  ])('moved with %s: it works there as before, without our lock', async (_, move) => {
    write('notes.txt');
    move();
    await destroy({ force: true });
    expect(git(`${tree}-moved`, 'status', '--porcelain')).toContain('notes.txt');
    expect(listed()).not.toContain('locked');
    expect(await plain().registry.list()).toEqual([]);
  });

  test.each<[string, () => void]>([
    ['commits that only its HEAD reached', alone],
    ['a staged version that is nowhere else', staged],
  ])('with %s: they can still be had when it is back, and git does not prune them', async (_, work) => {
    work();
    const before = git(tree, 'ls-files', '--stage') + git(tree, 'rev-parse', 'HEAD');
    renameSync(tree, join(place, 'on-another-disk'));
    // Away, not moved: nothing beside it leads there.
    mkdirSync(join(place, 'disk'));
    renameSync(join(place, 'on-another-disk'), join(place, 'disk', 'tree'));
    const { context, notes } = contextThat();
    await destroy({}, context);
    expect(notes).toEqual([expect.stringMatching(/git worktree list/)]);
    git(main, 'worktree', 'prune', '--expire', 'now');
    renameSync(join(place, 'disk', 'tree'), tree);
    expect(git(tree, 'ls-files', '--stage') + git(tree, 'rev-parse', 'HEAD')).toBe(before);
  });
});
