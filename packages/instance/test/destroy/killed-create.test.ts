import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { directoryIdentity } from '../../src/core/directory-identity.ts';
import { creatingLockReason } from '../../src/git/sandbox-lock-reason.ts';
import type { DestroyPlan } from '../../src/index.ts';
import { writeJournal } from '../../src/journals/create-journal.ts';
import {
  admin,
  destroy,
  expectDestroyed,
  git,
  listed,
  main,
  no,
  place,
  plain,
  sandbox,
  tree,
  write,
} from '../support/destroy-scene.ts';

/** The journal of a create that was killed when everything was made, and its lock. */
const journaled = async ({ created = false } = {}) => {
  const commit = git(main, 'rev-parse', 'feat-x').trim();
  const { id, path, createdAt } = sandbox;
  const branch = { name: 'feat-x', commit, created };
  const commonDirectory = join(main, '.git');
  const directory = await directoryIdentity(tree);
  const journal = {
    version: 2,
    operation: 'create',
    id,
    path,
    createdAt,
    token: 'a1',
    commonDirectory,
    branch,
  } as const;
  await writeJournal(plain(), { ...journal, directory });
  writeFileSync(join(admin(), 'locked'), creatingLockReason(journal));
};

describe('a create that was killed', () => {
  test('when all was made: its sandbox is destroyed like any other, and asked about', async () => {
    await journaled();
    expect(await destroy({ confirm: no })).toBeUndefined();
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(await destroy()).toMatchObject({ place: { kind: 'remove-worktree' } });
    await expectDestroyed();
  });

  test('when all was made: the worktree is kept when asked to', async () => {
    await journaled();
    expect(await destroy({ keepWorktree: true })).toMatchObject({ place: { kind: 'remove-marker' } });
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(listed()).not.toContain('locked');
  });

  test('in the middle: what it had made goes, once that is confirmed', async () => {
    await journaled();
    for (const file of [join(admin(), 'index'), join(tree, '.env.sandbox'), join(tree, 'b.txt')]) rmSync(file);
    expect(await destroy({ confirm: no })).toBeUndefined();
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(await destroy()).toMatchObject({ place: { kind: 'undo-create' } });
    await expectDestroyed();
  });

  test.each<[string, () => void, { removed: readonly unknown[]; stays: readonly unknown[] }, string]>([
    [
      'its branch is not as it has made it',
      () => {
        for (const file of [join(admin(), 'index'), join(tree, '.env.sandbox')]) rmSync(file);
      },
      {
        removed: [expect.stringMatching(/^worktree .*ktrdr--feat-x$/)],
        stays: [expect.stringMatching(/^branch feat-x \(somebody may have/)],
      },
      'keep',
    ],
    [
      'a worktree of somebody’s is in its place',
      () => {
        git(main, 'worktree', 'remove', '-f', '-f', tree);
        git(main, 'worktree', 'add', '-q', '--lock', '--reason', 'mine', tree, 'feat-x');
      },
      {
        removed: [],
        stays: [
          expect.stringMatching(/ktrdr--feat-x \(not the directory that this create made\)$/),
          expect.stringMatching(/^branch feat-x \(/),
        ],
      },
      'keep',
    ],
  ])('and %s: the plan says what stays, and so it is', async (_, change, undo, branch) => {
    await journaled({ created: true });
    change();
    const shown: DestroyPlan[] = [];
    const confirm = async (plan: DestroyPlan): Promise<boolean> => {
      shown.push(plan);
      return await Promise.resolve(true);
    };
    const done = await destroy({ confirm, deleteBranch: { fetch: false } });
    for (const plan of [shown[0], done]) {
      expect(plan?.place).toMatchObject({ kind: 'undo-create', undo });
      expect(plan?.branch).toMatchObject({ kind: branch, name: 'feat-x' });
    }
    expect(git(main, 'branch', '--list', 'feat-x')).toContain('feat-x');
    expect(await plain().registry.list()).toEqual([]);
  });

  test('and its journal cannot be read: its worktree is not said to be another’s, and how to unlock it is', async () => {
    await journaled();
    rmSync(join(tree, '.env.sandbox'));
    const file = join(place, '.ktrdr', 'sandbox', 'operations', `${sandbox.id}.json`);
    writeFileSync(file, '');
    const reason = expect.stringMatching(/a create was interrupted at .*cannot be read .*git worktree unlock /);
    expect(await destroy()).toMatchObject({ place: { kind: 'leave', reason } });
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
  });

  test('in the middle, and somebody works there: refused', async () => {
    await journaled();
    rmSync(join(tree, '.env.sandbox'));
    write('notes.txt');
    await expect(destroy()).rejects.toMatchObject({ code: 'WORK_AT_RISK' });
    expect(existsSync(join(tree, 'notes.txt'))).toBe(true);
  });

  test('whose repository is gone does not stop it', async () => {
    await journaled();
    rmSync(main, { recursive: true });
    await destroy({ keepWorktree: true });
    expect(await plain().registry.list()).toEqual([]);
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
    expect(readdirSync(join(place, '.ktrdr', 'sandbox', 'operations'))).toEqual(['ktrdr--feat-x.lock']);
  });
});
