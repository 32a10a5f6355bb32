import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { checkoutsIn } from '../src/git/checkouts-in.ts';
import { adminDirectoryOf } from '../src/git/list-worktrees.ts';
import { unreachableCommits, workAtRisk, workKeptByGit } from '../src/git/work-at-risk.ts';
import { realGit } from './support/real-git.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

// Real git: what it calls a change is its own matter.
const root = temporaryDirectory();
const { git: runGit, options } = realGit(root);
const main = join(root, 'ktrdr');

let count = 0;
let tree: string;
let adminDirectory: string;
const git = (...args: readonly string[]): string => runGit(tree, ...args);
const sub = (...args: readonly string[]): string => runGit(join(tree, 'sub'), ...args);
const elsewhere = (): string => join(root, `linked-${count}`);
const write = (name: string, text: string): void => writeFileSync(join(tree, name), text);
const risk = async () => {
  const place = { path: tree, adminDirectory };
  return await workAtRisk(place, { ...options, checkouts: await checkoutsIn(place, options) });
};
const lost = async () => (await risk()).lost.map(({ kind, what }) => `${kind} ${what.replace(/^[0-9a-f]{7,} /, '')}`);

function commit(name: string, text: string): void {
  write(name, text);
  git('add', '--all');
  // An author of its own: the same change in the same second would be the same commit as another test's, and lost with neither.
  git('commit', '-q', '--author', `author ${count} <a@example.com>`, '-m', `${name} is ${text}`);
}

beforeAll(() => {
  runGit(root, 'init', '-q', '--bare', join(root, 'ktrdr.git'));
  runGit(root, 'clone', '-q', join(root, 'ktrdr.git'), main);
  writeFileSync(join(main, 'a.txt'), 'a');
  writeFileSync(join(main, 'b.txt'), 'b');
  writeFileSync(join(main, '.gitignore'), '*.log\n.env.sandbox\n/cache/\n');
  runGit(main, 'add', '--all');
  runGit(main, 'commit', '-q', '-m', 'first');
  runGit(main, 'push', '-q', 'origin', 'HEAD');
  runGit(main, 'config', 'extensions.worktreeConfig', 'true');
});

beforeEach(async () => {
  count += 1;
  tree = join(root, `ktrdr--${count}`);
  runGit(main, 'worktree', 'add', '-q', tree, '-b', `feat-${count}`, 'main');
  adminDirectory = (await adminDirectoryOf(join(main, '.git'), tree)) ?? 'not found';
});

describe('nothing would be lost', () => {
  test('in a fresh worktree', async () => {
    expect(await risk()).toEqual({ lost: [], unpushed: undefined });
  });

  test('with files that git ignores', async () => {
    mkdirSync(join(tree, 'cache'));
    write('cache/a', 'x');
    write('a.log', 'x');
    expect(await lost()).toEqual([]);
  });

  test('with commits on its branch, which stays; they are mentioned when they are on no remote', async () => {
    commit('a.txt', 'two');
    commit('a.txt', 'three');
    expect(await risk()).toEqual({ lost: [], unpushed: { branch: `feat-${count}`, commits: 2 } });
    git('push', '-q', 'origin', 'HEAD');
    expect(await risk()).toEqual({ lost: [], unpushed: undefined });
  });

  test('with a stash, which all worktrees share', async () => {
    write('a.txt', 'two');
    git('stash');
    expect(await lost()).toEqual([]);
    git('stash', 'drop');
  });

  test('with a detached HEAD at a commit that a branch reaches', async () => {
    commit('a.txt', 'two');
    git('checkout', '-q', '--detach');
    expect(await risk()).toEqual({ lost: [], unpushed: undefined });
  });

  test('with files left out by a sparse checkout', async () => {
    git('sparse-checkout', 'set', '--no-cone', '/a.txt');
    expect(await lost()).toEqual([]);
  });

  test('with a file that git does not look at, and that is as it was', async () => {
    git('update-index', '--skip-worktree', 'a.txt');
    expect(await lost()).toEqual([]);
  });
});

describe('it would be lost:', () => {
  test.each<[string, () => void, string[]]>([
    ['an unstaged change', () => write('a.txt', 'x'), ['change a.txt']],
    [
      'a staged change',
      () => {
        write('a.txt', 'x');
        git('add', 'a.txt');
      },
      ['change a.txt'],
    ],
    [
      'a staged change whose file is as before',
      () => {
        write('a.txt', 'x');
        git('add', 'a.txt');
        write('a.txt', 'a');
      },
      ['change a.txt'],
    ],
    ['a new file', () => write('new.txt', 'x'), ['untracked new.txt']],
    [
      'every new file in a new directory',
      () => {
        mkdirSync(join(tree, 'd e'));
        write('d e/ü "1".txt', 'x');
        write('d e/2.txt', 'x');
      },
      ['untracked d e/2.txt', 'untracked d e/ü "1".txt'],
    ],
    [
      'a staged new file',
      () => {
        write('new.txt', 'x');
        git('add', 'new.txt');
      },
      ['change new.txt'],
    ],
    ['a deleted file', () => rmSync(join(tree, 'a.txt')), ['change a.txt']],
    ['a renamed file, by both names', () => git('mv', 'a.txt', 'c.txt'), ['change a.txt', 'change c.txt']],
    [
      'a change to a file that git was told not to look at',
      () => {
        git('update-index', '--skip-worktree', 'a.txt');
        git('update-index', '--assume-unchanged', 'b.txt');
        write('a.txt', 'x');
        write('b.txt', 'x');
      },
      ['hidden-change a.txt', 'hidden-change b.txt'],
    ],
    [
      'a directory, or a link, in the place of one that git was told not to look at',
      () => {
        symlinkSync('a.txt', join(tree, 'link'));
        git('add', 'link');
        git('commit', '-q', '-m', 'a link');
        git('update-index', '--skip-worktree', 'a.txt', 'b.txt', 'link');
        rmSync(join(tree, 'a.txt'));
        mkdirSync(join(tree, 'a.txt'));
        write('a.txt/mine', 'x');
        rmSync(join(tree, 'b.txt'));
        symlinkSync('elsewhere', join(tree, 'b.txt'));
      },
      ['untracked a.txt/mine', 'hidden-change a.txt', 'hidden-change b.txt'],
    ],
    [
      'where a link leads that git was told not to look at',
      () => {
        symlinkSync('a.txt', join(tree, 'link'));
        git('add', 'link');
        git('commit', '-q', '-m', 'a link');
        git('update-index', '--skip-worktree', 'link');
        rmSync(join(tree, 'link'));
        symlinkSync('b.txt', join(tree, 'link'));
      },
      ['hidden-change link'],
    ],
    [
      'a change of the same size and time, where git compares no more than that',
      () => {
        const old = new Date('2020-01-01');
        git('config', '--worktree', 'core.checkStat', 'minimal');
        git('config', '--worktree', 'core.trustctime', 'false');
        utimesSync(join(tree, 'a.txt'), old, old);
        git('update-index', '--refresh');
        write('new', 'x');
        utimesSync(join(tree, 'new'), old, old);
        renameSync(join(tree, 'new'), join(tree, 'a.txt'));
        expect(git('status', '--porcelain')).toBe('');
      },
      ['change a.txt'],
    ],
    [
      'new files also where the user hides them from git status',
      () => {
        git('config', '--worktree', 'status.showUntrackedFiles', 'no');
        write('new.txt', 'x');
      },
      ['untracked new.txt'],
    ],
    [
      'commits that only the detached HEAD reaches, newest first',
      () => {
        git('checkout', '-q', '--detach');
        commit('a.txt', 'two');
        commit('a.txt', 'three');
      },
      ['commit a.txt is three', 'commit a.txt is two'],
    ],
    [
      'a repository of its own',
      () => {
        runGit(root, 'clone', '-q', join(root, 'ktrdr.git'), join(tree, 'other'));
      },
      ['untracked other/'],
    ],
  ])('%s', async (_, make, expected) => {
    make();
    expect(await lost()).toEqual(expected);
  });

  test('a new file whose name differs in its case alone', async () => {
    // Where that is the same file, it is no new one.
    if (process.platform !== 'linux') return;
    git('config', '--worktree', 'core.ignoreCase', 'true');
    write('A.TXT', 'x');
    expect(git('status', '--porcelain')).toBe('');
    expect(await lost()).toEqual(['untracked A.TXT']);
  });

  test('what git was told not to look at, of a name that is not UTF-8', async () => {
    // Other file systems do not take such a name.
    if (process.platform !== 'linux') return;
    writeFileSync(Buffer.concat([Buffer.from(join(tree, 'caf')), Buffer.from([0xe9])]), 'x');
    git('add', '--all');
    git('commit', '-q', '-m', 'a name of bytes');
    const flagAll = 'git ls-files -z | git update-index -z --skip-worktree --stdin';
    execFileSync('sh', ['-c', flagAll], { cwd: tree, env: options.env });
    expect(await lost()).toEqual(['unreadable caf\uFFFD']);
  });

  test.each([
    ['a merge', ['merge', 'other']],
    ['a rebase', ['rebase', 'other']],
    ['a cherry-pick', ['cherry-pick', 'other']],
    ['a revert', ['revert', '--no-edit', 'HEAD~1']],
  ])('%s in progress', async (what, command) => {
    git('branch', '-f', 'other');
    commit('a.txt', 'mine');
    commit('a.txt', 'mine again');
    git('checkout', '-q', '-b', `theirs-${count}`, 'other');
    commit('a.txt', 'theirs');
    git('branch', '-f', 'other');
    git('checkout', '-q', `feat-${count}`);
    expect(() => git(...command)).toThrow();
    expect(await lost()).toEqual(expect.arrayContaining([`operation ${what} in progress`, 'change a.txt']));
  });

  test('a bisection in progress', async () => {
    commit('a.txt', 'two');
    git('bisect', 'start');
    expect(await lost()).toEqual(['operation a bisection in progress']);
  });

  test('changes in a submodule, and its commits that are on no remote', async () => {
    git('submodule', '--quiet', 'add', join(root, 'ktrdr.git'), 'sub');
    git('commit', '-q', '-m', 'a submodule');
    expect(await lost()).toEqual([]);
    writeFileSync(join(tree, 'sub', 'new.txt'), 'x');
    expect(await lost()).toEqual(['untracked sub/new.txt']);
    runGit(join(tree, 'sub'), 'add', '--all');
    runGit(join(tree, 'sub'), 'commit', '-q', '-m', 'only here');
    git('commit', '-qam', 'a newer submodule');
    expect((await risk()).lost).toEqual([
      { kind: 'commit', what: expect.stringMatching(/^sub: [0-9a-f]+ only here$/) },
    ]);
  });
});

describe('of a submodule it would be lost:', () => {
  beforeEach(() => {
    git('submodule', '--quiet', 'add', join(root, 'ktrdr.git'), 'sub');
    git('commit', '-q', '-m', 'a submodule');
  });

  test.each<[string, () => void, string[]]>([
    ['nothing, as it was checked out', () => undefined, []],
    [
      'files where it is not checked out',
      () => {
        git('submodule', '--quiet', 'deinit', 'sub');
        mkdirSync(join(tree, 'sub', 'd'));
        write('sub/notes.txt', 'x');
      },
      ['untracked sub/d/', 'untracked sub/notes.txt'],
    ],
    [
      'another repository in its place',
      () => {
        git('submodule', '--quiet', 'deinit', 'sub');
        runGit(root, 'clone', '-q', join(root, 'ktrdr.git'), join(tree, 'sub'));
      },
      ['repository sub/'],
    ],
    [
      'new files that its configuration hides',
      () => {
        sub('config', 'status.showUntrackedFiles', 'no');
        write('sub/new.txt', 'x');
      },
      ['untracked sub/new.txt'],
    ],
    [
      'changes where the configuration hides all of it',
      () => {
        git('config', '--worktree', 'submodule.sub.ignore', 'all');
        git('config', '--worktree', 'diff.ignoreSubmodules', 'all');
        write('sub/a.txt', 'x');
      },
      ['change sub/a.txt'],
    ],
    [
      'a change that git was told not to look at',
      () => {
        sub('update-index', '--assume-unchanged', 'a.txt');
        write('sub/a.txt', 'x');
      },
      ['hidden-change sub/a.txt'],
    ],
    [
      'what it is at and what is in it, where git was told not to look at it',
      () => {
        git('update-index', '--skip-worktree', 'sub');
        sub('commit', '-q', '--allow-empty', '-m', 'pushed');
        sub('push', '-q', 'origin', `HEAD:refs/heads/pushed-${count}`);
        write('sub/new.txt', 'x');
      },
      ['hidden-change sub', 'untracked sub/new.txt'],
    ],
    [
      'a new file in a submodule of its own',
      () => {
        sub('submodule', '--quiet', 'add', join(root, 'ktrdr.git'), 'inner');
        sub('commit', '-q', '-m', 'a submodule of a submodule');
        sub('push', '-q', 'origin', `HEAD:refs/heads/inner-${count}`);
        git('commit', '-q', '--all', '-m', 'the newer submodule');
        write('sub/inner/new.txt', 'x');
      },
      ['untracked sub/inner/new.txt'],
    ],
    [
      'an operation in progress',
      () => {
        sub('bisect', 'start');
      },
      ['operation sub: a bisection in progress'],
    ],
    [
      'a commit of a reference beside its HEAD',
      () => {
        sub('commit', '-q', '--allow-empty', '-m', 'only here');
        sub('update-ref', 'KEEP_HEAD', 'HEAD');
        sub('reset', '-q', '--hard', 'HEAD~1');
      },
      ['commit sub: ID only here'],
    ],
    [
      'what git keeps for a worktree of it that is elsewhere',
      () => {
        sub('worktree', 'add', '-q', '--detach', elsewhere());
      },
      ['worktree sub: ELSEWHERE'],
    ],
    [
      'what is staged in one that what is checked out does not have',
      () => {
        write('sub/a.txt', 'staged');
        sub('add', 'a.txt');
        git('checkout', '-q', '--force', '-b', `without-${count}`, 'main');
        rmSync(join(tree, 'sub'), { recursive: true, force: true });
      },
      ['change sub: a.txt (staged)'],
    ],
  ])('%s', async (_, make, expected) => {
    make();
    const found = (await lost()).map((line) => line.replace(elsewhere(), 'ELSEWHERE'));
    expect(found.map((line) => line.replace(/(?<=sub: )[0-9a-f]{7,}/, 'ID')).toSorted()).toEqual(expected);
  });

  test('what is staged, when the directory is away', async () => {
    write('sub/a.txt', 'staged');
    sub('add', 'a.txt');
    rmSync(tree, { recursive: true });
    expect(await workKeptByGit({ path: tree, adminDirectory }, options)).toEqual([
      { kind: 'change', what: 'sub: a.txt (staged)' },
    ]);
  });
});

describe('what only the repository keeps for a worktree would be lost:', () => {
  test.each<[string, () => void, string[]]>([
    [
      "commits that only the worktree's own references reach",
      () => {
        git('checkout', '-q', '--detach');
        commit('a.txt', 'two');
        git('update-ref', 'refs/worktree/mine', 'HEAD');
        git('checkout', '-q', `feat-${count}`);
      },
      ['commit a.txt is two'],
    ],
    [
      'commits that only a reference beside its HEAD reaches',
      () => {
        git('checkout', '-q', '--detach');
        commit('a.txt', 'two');
        git('update-ref', 'KEEP_HEAD', 'HEAD');
        git('checkout', '-q', `feat-${count}`);
      },
      ['commit a.txt is two'],
    ],
    [
      'commits that a branch reaches only where another commit was put in the place of its own',
      () => {
        commit('b.txt', 'mine');
        git('checkout', '-q', '--detach', 'main');
        commit('a.txt', 'two');
        git('replace', '--graft', `feat-${count}`, 'HEAD');
      },
      ['commit a.txt is two'],
    ],
    [
      'a reference of its own to what is no commit',
      () => {
        write('b.txt', 'only here');
        const object = git('hash-object', '-w', 'b.txt').trim();
        write('b.txt', 'b');
        git('update-ref', 'refs/worktree/blob', object);
      },
      ['commit refs/worktree/blob'],
    ],
    [
      'a cherry-pick between two of its commits',
      () => {
        mkdirSync(join(adminDirectory, 'sequencer'));
        writeFileSync(join(adminDirectory, 'sequencer', 'todo'), 'pick 0a1b2c3 two\n');
      },
      ['operation a cherry-pick or revert of several commits in progress'],
    ],
    [
      'what a submodule has that no remote has: a tag with a message, one of a file, what was fetched from somebody',
      () => {
        git('submodule', '--quiet', 'add', join(root, 'ktrdr.git'), 'sub');
        git('commit', '-q', '-m', 'a submodule');
        sub('tag', '-a', '-m', 'pushed', `pushed-${count}`);
        sub('push', '-q', 'origin', `pushed-${count}`);
        sub('tag', 'as-a-name');
        sub('tag', '-a', '-m', 'notes of days', 'noted');
        write('precious', 'x');
        sub('tag', 'file', sub('hash-object', '-w', join(tree, 'precious')).trim());
        rmSync(join(tree, 'precious'));
        const fetched = sub('commit-tree', '-p', 'HEAD', '-m', 'fetched', 'HEAD^{tree}').trim();
        sub('update-ref', 'refs/remotes/colleague/w', fetched);
      },
      ['commit sub: ID fetched', 'commit sub: refs/tags/file', 'commit sub: refs/tags/noted'],
    ],
    [
      'a tag of a file in a submodule whose remote does not answer; one of a commit has most likely come from there',
      () => {
        git('submodule', '--quiet', 'add', join(root, 'ktrdr.git'), 'sub');
        git('commit', '-q', '-m', 'a submodule');
        const fetched = sub('tag')
          .split('\n')
          .filter((name) => name !== '');
        if (fetched.length > 0) sub('tag', '-d', ...fetched);
        sub('tag', '-a', '-m', 'version one', 'noted');
        write('precious', 'x');
        sub('tag', 'file', sub('hash-object', '-w', join(tree, 'precious')).trim());
        rmSync(join(tree, 'precious'));
        sub('remote', 'set-url', 'origin', join(root, 'nowhere'));
      },
      ['commit sub: refs/tags/file (it is unknown whether origin has it: no answer)'],
    ],
    [
      'commits of a submodule that what is checked out does not have',
      () => {
        git('submodule', '--quiet', 'add', join(root, 'ktrdr.git'), 'sub');
        git('commit', '-q', '-m', 'a submodule');
        runGit(join(tree, 'sub'), 'commit', '-q', '--allow-empty', '-m', 'only here');
        git('checkout', '-q', '--force', '-b', `nosub-${count}`, 'main');
        rmSync(join(tree, 'sub'), { recursive: true, force: true });
      },
      ['commit sub: ID only here'],
    ],
  ])('%s', async (_, make, expected) => {
    make();
    expect((await lost()).map((line) => line.replace(/(?<=: )[0-9a-f]{7,}/, 'ID'))).toEqual(expected);
  });

  test('what is staged, when the directory is away', async () => {
    write('new.txt', 'staged');
    git('add', 'new.txt');
    rmSync(tree, { recursive: true });
    expect(await workKeptByGit({ path: tree, adminDirectory }, options)).toEqual([
      { kind: 'change', what: 'new.txt (staged)' },
    ]);
  });

  test('nothing, when the directory of a fresh one is away', async () => {
    rmSync(tree, { recursive: true });
    expect(await workKeptByGit({ path: tree, adminDirectory }, options)).toEqual([]);
  });
});

test('a HEAD that leads nowhere is not taken for one without commits', async () => {
  writeFileSync(join(adminDirectory, 'HEAD'), `${'1'.repeat(40)}\n`);
  await expect(unreachableCommits({ path: tree, adminDirectory }, options)).rejects.toMatchObject({
    code: 'GIT_FAILED',
  });
});

test('without its directory, commits of a detached HEAD are known all the same', async () => {
  git('checkout', '-q', '--detach');
  commit('a.txt', 'two');
  rmSync(tree, { recursive: true });
  expect(await unreachableCommits({ path: tree, adminDirectory }, options)).toEqual([
    { kind: 'commit', what: expect.stringMatching(/a\.txt is two$/) },
  ]);
});

test('looking writes nothing', async () => {
  const index = join(adminDirectory, 'index');
  const before = readFileSync(index);
  write('a.txt', 'a');
  await risk();
  expect(readFileSync(index).equals(before)).toBe(true);
});

test('what git cannot read is no reason to go on', async () => {
  writeFileSync(join(adminDirectory, 'index'), 'damaged');
  await expect(risk()).rejects.toMatchObject({ code: 'GIT_FAILED' });
});
