import { execSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { CodedError } from '@ktrdr/errors';
import { directoryIdentity } from '../../src/core/directory-identity.ts';
import { removeWorktree, type RemoveWorktreeOptions } from '../../src/destroy/remove-worktree.ts';
import { takeAside } from '../../src/destroy/take-aside.ts';
import { seeEntries } from '../../src/entries/see-entries.ts';
import { planDestroy } from '../../src/index.ts';
import {
  admin,
  aside,
  contextThat,
  destroy,
  expectDestroyed,
  git,
  killedWhileRemoving,
  listed,
  main,
  moved,
  place,
  plain,
  sandbox,
  signal,
  staged,
  tree,
  write,
} from '../support/destroy-scene.ts';

const removeAdmin = (...names: string[]) => {
  for (const name of names) rmSync(join(admin(), name), { recursive: true });
};

const removeAside = (...names: string[]) => {
  for (const name of names) rmSync(join(aside(), name), { recursive: true });
};

const commitAside = (text: string): string => git(aside(), 'commit', '-q', '--allow-empty', '-m', text);

describe('killed while the worktree is removed, the next run finishes:', () => {
  const states: [string, () => void][] = [
    ['before it was moved', () => {}],
    ['moved', moved(() => {})],
    ['some files gone', moved(() => removeAside('a.txt', 'docs'))],
    ['its marker gone', moved(() => removeAside('.env.sandbox'))],
    ['.git gone', moved(() => removeAside('.git', 'a.txt'))],
    [
      'all but an ignored directory gone',
      moved(() => removeAside('.git', 'a.txt', 'b.txt', 'c.txt', 'docs', '.env.sandbox', '.gitignore')),
    ],
    ['forgotten by git', moved(() => (removeAside('a.txt', '.git'), rmSync(admin(), { recursive: true })))],
    ['directory gone', moved(() => removeAside('.'))],
    ['directory gone, half forgotten: no gitdir', moved(() => (removeAside('.'), removeAdmin('gitdir', 'index')))],
    ['directory gone, half forgotten: no lock', moved(() => (removeAside('.'), removeAdmin('locked', 'HEAD')))],
    ['directory gone and forgotten', moved(() => (removeAside('.'), rmSync(admin(), { recursive: true })))],
  ];

  test.each(states)('%s', async (_, leave) => {
    mkdirSync(join(tree, 'cache'));
    write('cache/x');
    await killedWhileRemoving(leave);
    expect(await plain().registry.list()).toHaveLength(1);
    expect(await destroy()).toBeDefined();
    expect(existsSync(aside())).toBe(false);
    await expectDestroyed();
  });

  test('a directory opened that nobody could look into', async () => {
    mkdirSync(join(tree, 'cache'));
    await killedWhileRemoving(
      moved(() => writeFileSync(join(aside(), 'cache', 'x'), 'never seen')),
      { unreadable: ['cache'] },
    );
    await destroy();
    expect(existsSync(aside())).toBe(false);
    await expectDestroyed();
  });

  test('a permission mended that had stopped it, which changes no file', async () => {
    const entry = { path: tree, commonDirectory: join(main, '.git'), adminDirectory: admin() };
    const identity = await directoryIdentity(tree);
    const shown = { ignored: [], named: new Map<string, string>() };
    const taken = await takeAside(plain(), sandbox, { entry, identity, shown, signal });
    chmodSync(join(taken.aside, 'docs', 'd.txt'), 0o600);
    await destroy();
    expect(existsSync(taken.aside)).toBe(false);
    await expectDestroyed();
  });

  test('but not what has taken the name of a directory that nobody could look into', async () => {
    mkdirSync(join(tree, 'cache'));
    await killedWhileRemoving(
      moved(() => (renameSync(join(aside(), 'cache'), join(place, 'cache')), mkdirSync(join(aside(), 'cache')))),
      { unreadable: ['cache'] },
    );
    await expect(destroy()).rejects.toMatchObject({ code: 'WORK_AT_RISK', detail: 'untracked file: cache/' });
  });

  const someLeft = new Set(['moved', 'some files gone', '.git gone', 'forgotten by git']);
  test.each(states.filter(([name]) => someLeft.has(name)))('%s, but not what came since', async (_, leave) => {
    for (const name of ['old.txt', 'data/prices.csv']) {
      mkdirSync(join(place, 'data'), { recursive: true });
      writeFileSync(join(place, name), 'x');
    }
    await killedWhileRemoving(leave);
    writeFileSync(join(aside(), 'new.txt'), 'x');
    for (const name of ['old.txt', 'data']) renameSync(join(place, name), join(aside(), name));
    await expect(destroy()).rejects.toMatchObject({
      code: 'WORK_AT_RISK',
      message: expect.stringMatching(/: 3 untracked files$/),
      detail: expect.stringMatching(/data\//),
    });
    expect(readFileSync(join(aside(), 'data', 'prices.csv'), 'utf8')).toBe('x');
    await destroy({ force: true });
    await expectDestroyed();
  });

  test('something else came to its place: that stays, and git forgets the worktree', async () => {
    await killedWhileRemoving(moved(() => removeAside('.')));
    mkdirSync(tree);
    write('new.txt');
    expect(await destroy({ force: true })).toMatchObject({ place: { kind: 'leave' } });
    expect(existsSync(join(tree, 'new.txt'))).toBe(true);
    expect(listed()).not.toContain('ktrdr--feat-x');
  });

  test('its worktree was made anew meanwhile: that stays whole, and what was left of the old one goes', async () => {
    await killedWhileRemoving(moved(() => removeAside('a.txt')));
    git(main, 'worktree', 'unlock', tree);
    git(main, 'worktree', 'prune', '--expire', 'now');
    git(main, 'worktree', 'add', '-q', tree, 'feat-x');
    staged();
    expect(await destroy()).toMatchObject({ place: { isReplaced: true }, checkedOut: undefined });
    expect(git(tree, 'status', '--porcelain')).toContain('AM s');
    expect(existsSync(aside())).toBe(false);
    expect(await plain().registry.list()).toEqual([]);
  });

  test('nor does its branch go, which the new one has checked out', async () => {
    await killedWhileRemoving(moved(() => removeAside('a.txt')));
    git(main, 'worktree', 'unlock', tree);
    git(main, 'worktree', 'prune', '--expire', 'now');
    git(main, 'worktree', 'add', '-q', tree, 'feat-x');
    await destroy({ deleteBranch: { fetch: false } });
    expect(git(tree, 'rev-parse', '--verify', 'feat-x')).toBe(git(main, 'rev-parse', 'HEAD'));
  });

  test('another directory of that name is not taken for what is left, and is not forgotten', async () => {
    await killedWhileRemoving(() => (renameSync(tree, `${tree}-moved`), mkdirSync(aside())));
    writeFileSync(join(aside(), 'new.txt'), 'x');
    for (const force of [true, false]) {
      const refused = { code: 'REMAINS_UNKNOWN', message: expect.stringContaining(aside()) };
      await expect(destroy({ force })).rejects.toMatchObject(refused);
      await expect(planDestroy(plain(), sandbox, { force })).rejects.toMatchObject(refused);
    }
    expect(existsSync(join(aside(), 'new.txt'))).toBe(true);
    expect(await plain().registry.list()).toHaveLength(1);
    renameSync(aside(), join(place, 'looked-at'));
    await destroy();
    expect(await plain().registry.list()).toEqual([]);
  });

  test('another directory of that name stays, and is named, where the directory is to be kept', async () => {
    await killedWhileRemoving(() => (renameSync(tree, `${tree}-moved`), mkdirSync(aside())));
    expect(await destroy({ keepWorktree: true })).toMatchObject({
      place: { kind: 'leave', reason: expect.stringContaining(aside()) },
    });
    expect(existsSync(aside())).toBe(true);
  });

  test('also when its disk has another number by now', async () => {
    await killedWhileRemoving(moved(() => removeAside('a.txt')));
    const journal = join(place, '.ktrdr', 'sandbox', 'operations', 'ktrdr--feat-x.destroying');
    writeFileSync(journal, readFileSync(journal, 'utf8').replaceAll(/"dev":"[0-9]+"/g, '"dev":"1"'));
    await destroy();
    expect(existsSync(aside())).toBe(false);
    await expectDestroyed();
  });

  test('but not a worktree that was half emptied by somebody else', async () => {
    rmSync(join(tree, '.git'));
    expect(await destroy({ force: true })).toMatchObject({ place: { kind: 'leave' } });
    expect(existsSync(join(tree, 'a.txt'))).toBe(true);
  });
});

describe('killed before the branch went with it, the next run', () => {
  const deleteBranch = { fetch: false };
  const killedAtBranch = async (): Promise<void> => {
    const { context } = contextThat({ killed: (args) => (args.includes('update-ref') ? () => {} : undefined) });
    await expect(destroy({ deleteBranch }, context)).rejects.toThrow('killed');
    expect(existsSync(admin())).toBe(false);
  };
  test('knows it, judges it anew, and says who has removed the worktree', async () => {
    await killedAtBranch();
    expect(await planDestroy(plain(), sandbox, { deleteBranch })).toMatchObject({
      place: { kind: 'leave', reason: `an earlier destroy has removed ${tree}` },
      branch: { kind: 'delete', name: 'feat-x', commit: git(main, 'rev-parse', 'feat-x').trim() },
    });
    expect(await destroy({ deleteBranch })).toMatchObject({ branch: { kind: 'delete' } });
    expect(git(main, 'branch', '--list', 'feat-x')).toBe('');
  });

  test.each<[string, () => void, string, RegExp]>([
    [
      'keeps it where somebody has made its worktree again',
      () => git(main, 'worktree', 'add', '-q', tree, 'feat-x'),
      'none',
      /^the directory stays, and its branch with it$/,
    ],
    [
      'keeps it where it has moved',
      () => git(main, 'commit', '-q', '--allow-empty', '-m', 'on') + git(main, 'branch', '-f', 'feat-x'),
      'keep',
      /^it has moved since its worktree was removed$/,
    ],
    [
      'says that it is gone',
      () => git(main, 'branch', '-q', '-D', 'feat-x'),
      'none',
      /^feat-x, which was at [\da-f]{12}, is gone already$/,
    ],
  ])('%s', async (_, happen, kind, reason) => {
    await killedAtBranch();
    happen();
    expect(await destroy({ deleteBranch })).toMatchObject({ branch: { kind, reason: expect.stringMatching(reason) } });
  });
});

describe('what comes while the files are being removed stays, and the next run names it:', () => {
  const survey: RemoveWorktreeOptions['survey'] = { foreign: [], closed: [], unreadable: [] };

  test.each<[string, () => void, RegExp]>([
    ['a file', () => writeFileSync(join(aside(), 'docs', 'result.txt'), 'mine'), /untracked file: docs\/result\.txt/],
    [
      'a commit on no branch',
      () =>
        git(aside(), '-c', 'advice.detachedHead=false', 'checkout', '-q', '--detach') +
        git(aside(), 'commit', '-q', '--allow-empty', '-m', 'alone'),
      /commit on no branch: [0-9a-f]+ alone/,
    ],
  ])('%s', async (_, come, detail) => {
    const seen = await seeEntries(tree);
    await killedWhileRemoving(moved(come));
    const entry = { path: tree, commonDirectory: join(main, '.git'), adminDirectory: admin() };
    const lost = { code: 'WORK_AT_RISK', detail: expect.stringMatching(detail) };
    const removal = removeWorktree(plain(), sandbox, {
      entry,
      aside: aside(),
      image: undefined,
      survey,
      seen,
      force: false,
    });
    await expect(removal).rejects.toMatchObject(lost);
    expect(existsSync(join(aside(), 'a.txt'))).toBe(false);
    expect(existsSync(admin())).toBe(true);
    await expect(destroy()).rejects.toMatchObject(lost);
    await destroy({ force: true });
    await expectDestroyed();
  });

  test('of commits that came, the printed command makes a branch of each line, of a free name, and the next run finishes', async () => {
    git(main, 'branch', 'ktrdr--feat-x-rest/taken');
    await killedWhileRemoving(
      moved(() => {
        git(aside(), 'checkout', '-q', '--detach');
        for (const text of ['one', 'two']) commitAside(text);
        git(aside(), 'update-ref', 'refs/worktree/kept', 'HEAD');
        git(aside(), 'reset', '-q', '--hard', 'HEAD~');
        commitAside('three');
        rmSync(aside(), { recursive: true });
      }),
    );
    const { hint } = await destroy().then(
      () => ({ hint: '' }),
      (error: CodedError) => error,
    );
    const [, command = ''] =
      /^To keep it: (.*)\nThen run the command again\.\nTo discard it: .* --force$/.exec(hint ?? '') ?? [];
    execSync(command);
    const subjects = ['2', '3'].map((n) => git(main, 'log', '-2', '--format=%s', `ktrdr--feat-x-rest-${n}`).trim());
    expect(subjects.toSorted()).toEqual(['three\none', 'two\none']);
    await destroy();
    await expectDestroyed();
  });

  test('but a directory that nobody could look into goes as a whole', async () => {
    const seen = await seeEntries(tree);
    await killedWhileRemoving(moved(() => writeFileSync(join(aside(), 'docs', 'never-seen.txt'), 'x')));
    const entry = { path: tree, commonDirectory: join(main, '.git'), adminDirectory: admin() };
    const closed = { foreign: [], closed: ['docs'], unreadable: ['docs'] };
    await removeWorktree(plain(), sandbox, {
      entry,
      aside: aside(),
      image: undefined,
      survey: closed,
      seen,
      force: false,
    });
    expect(existsSync(aside())).toBe(false);
  });
});
