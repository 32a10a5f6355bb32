import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { directoryIdentity } from '../../src/core/directory-identity.ts';
import { creatingLockReason } from '../../src/git/sandbox-lock-reason.ts';
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
const journaled = async () => {
  const commit = git(main, 'rev-parse', 'feat-x').trim();
  const { id, path, createdAt } = sandbox;
  const branch = { name: 'feat-x', commit, created: false };
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
