import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env as processEnv } from 'node:process';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { deleteBranch, planBranchDeletion } from '../src/destroy/branch/delete-branch.ts';
import type { PlacePlan } from '../src/destroy/plan-place.ts';
import { createContext } from '../src/index.ts';
import { realGit } from './support/real-git.ts';
import { temporaryDirectory } from '@ktrdr/test-support';

jest.setTimeout(60_000);

// Real git: a remote, a clone, and a linked worktree on branch `x` that is about to go.
const root = temporaryDirectory();
const { git, env } = realGit(root);
let count = 0;
let place: string;
let origin: string;
let clone: string;
let tree: string;
let plan: PlacePlan;

beforeEach(() => {
  place = join(root, String((count += 1)));
  mkdirSync(place, { recursive: true });
  origin = join(place, 'origin');
  clone = join(place, 'clone');
  tree = join(place, 'x');
  git(root, 'init', '-q', origin);
  commit(origin, 'a', lines('a'));
  git(root, 'clone', '-q', origin, clone);
  git(clone, 'worktree', 'add', '-q', '--no-track', '-b', 'x', tree, 'origin/main');
  const commonDirectory = join(clone, '.git');
  const adminDirectory = join(commonDirectory, 'worktrees', 'x');
  plan = { kind: 'remove-worktree', at: tree, begun: false, entry: { path: tree, commonDirectory, adminDirectory } };
});

const lines = (word: string): string => Array.from({ length: 40 }, (_, index) => `${word} ${index}\n`).join('');
function commit(directory: string, file: string, text: string): void {
  writeFileSync(join(directory, file), text);
  git(directory, 'add', '--all');
  git(directory, 'commit', '-q', '-m', `${file} of ${directory}`);
}
const context = createContext({ env: { ...env, PATH: processEnv['PATH'], HOME: root }, command: 'a test' });
const judge = async () => await planBranchDeletion(context, plan, { fetch: true });
/** The worktree goes, as `destroy` does it, and then the branch. */
async function remove(planned: Awaited<ReturnType<typeof judge>>) {
  git(clone, 'worktree', 'remove', '--force', tree);
  return await deleteBranch(context, plan, planned);
}
const branches = (): string[] =>
  git(clone, 'for-each-ref', '--format=%(refname:short)', 'refs/heads').trim().split('\n');
/** A file that repeats itself; one of its parts may be another. */
const workers = (other = 0, memory = '4g'): string =>
  [1, 2, 3, 4]
    .map(
      (one) =>
        `w-${one}:\n${'  same: 1\n'.repeat(6)}  memory: ${one === other ? memory : '1g'}\n${'  also: 1\n'.repeat(6)}`,
    )
    .join('');
/** Someone merges the branch at the remote, as a forge does it. */
function squash(message = 'all of x'): void {
  git(tree, 'push', '-q', 'origin', 'x');
  git(origin, 'merge', '-q', '--squash', 'x');
  git(origin, 'commit', '-q', '-m', message);
}

describe('a branch goes with its worktree', () => {
  test.each<[string, () => void, RegExp]>([
    ['nothing was committed on it', () => {}, /^merged into origin\/main$/],
    [
      'it began at a commit that another branch has, and stayed there',
      () => {
        git(clone, 'worktree', 'remove', '--force', tree);
        git(clone, 'branch', '-q', '-D', 'x');
        git(clone, 'checkout', '-q', '-b', 'mine');
        commit(clone, 'mine', 'mine\n');
        git(clone, 'worktree', 'add', '-q', '-b', 'x', tree);
      },
      /^nothing was committed on it$/,
    ],
    [
      'it was merged at the remote, and nobody has fetched that',
      () => {
        commit(tree, 'b', 'b\n');
        git(tree, 'push', '-q', 'origin', 'x');
        git(origin, 'merge', '-q', '--no-ff', '-m', 'merge', 'x');
      },
      /^merged into origin\/main$/,
    ],
    [
      'its commits were rebased',
      () => {
        for (const name of ['b', 'c']) commit(tree, name, `${name}\n`);
        git(tree, 'push', '-q', 'origin', 'x');
        commit(origin, 'other', 'other\n');
        git(origin, 'cherry-pick', 'x~1', 'x');
      },
      /^rebased onto origin\/main$/,
    ],
    [
      'its commits were rebased, a picture among them, and are elsewhere in the file now',
      () => {
        writeFileSync(join(tree, 'p.png'), Buffer.from([0, 255, 1]));
        commit(tree, 'a', lines('a').replace('a 30\n', 'changed\n'));
        git(tree, 'push', '-q', 'origin', 'x');
        commit(origin, 'a', `first\n${lines('a')}`);
        git(origin, 'cherry-pick', 'x');
        commit(origin, 'a', lines('b'));
      },
      /^rebased onto origin\/main$/,
    ],
    [
      'its commits were squashed',
      () => {
        for (const name of ['b', 'c']) commit(tree, name, `${name}\n`);
        commit(tree, 'a', lines('a').replace('a 3\n', 'changed\n'));
        squash();
        commit(origin, 'other', 'other\n');
      },
      /^squashed into origin\/main$/,
    ],
    [
      'its commits were squashed, and the same file was changed elsewhere before and since',
      () => {
        for (const line of [3, 5]) commit(tree, 'a', lines('a').replace('a 3\n', `changed ${line}\n`));
        commit(origin, 'a', lines('a').replace('a 35\n', 'before\n'));
        squash();
        commit(origin, 'a', lines('a').replace('a 3\n', 'changed 5\n').replace('a 35\n', 'since\n'));
      },
      /^squashed into origin\/main$/,
    ],
    [
      'it was squashed, went on with what was merged, and was squashed again',
      () => {
        commit(tree, 'b', 'b\n');
        squash('first');
        git(tree, 'pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
        commit(tree, 'c', 'c\n');
        squash('second');
      },
      /^squashed into origin\/main$/,
    ],
    [
      'it was squashed after it had merged the default branch',
      () => {
        commit(tree, 'b', 'b\n');
        commit(origin, 'other', 'other\n');
        git(tree, 'pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
        commit(tree, 'c', 'c\n');
        squash();
      },
      /^squashed into origin\/main$/,
    ],
  ])('%s', async (_, make, reason) => {
    make();
    const planned = await judge();
    expect(planned).toMatchObject({ kind: 'delete', name: 'x', reason: expect.stringMatching(reason) });
    expect(await remove(planned)).toEqual(planned);
    expect(branches()).not.toContain('x');
  });
});

describe('a branch is kept', () => {
  test.each<[string, () => void, RegExp]>([
    ['with a commit of its own', () => commit(tree, 'b', 'b\n'), /one commit that origin\/main does not have/],
    [
      'that is pushed and not merged',
      () => {
        commit(tree, 'b', 'b\n');
        git(tree, 'push', '-q', '--set-upstream', 'origin', 'x');
      },
      /one commit/,
    ],
    [
      'with a commit that came after it was squashed',
      () => {
        commit(tree, 'b', 'b\n');
        squash();
        commit(tree, 'c', 'c\n');
      },
      /2 commits/,
    ],
    [
      'whose name a squash names, without its content',
      () => {
        commit(tree, 'b', 'b\n');
        commit(origin, 'b', 'something else\n');
        git(origin, 'commit', '-q', '--allow-empty', '-m', "Merge branch 'x' (#1)");
      },
      /one commit/,
    ],
    [
      'that differs from what is merged in white space alone, in which a program has its meaning',
      () => {
        commit(tree, 'w.py', 'if a:\n\tb\n\tc\n');
        commit(origin, 'w.py', 'if a:\n  b\nc\n');
      },
      /one commit/,
    ],
    [
      'whose squash differs in white space alone',
      () => {
        for (const text of ['if a:\n', 'if a:\n\tb\n\tc\n']) commit(tree, 'w.py', text);
        commit(origin, 'w.py', 'if a:\n  b\nc\n');
      },
      /2 commits/,
    ],
    [
      'that makes a program of a file whose change is merged',
      () => {
        writeFileSync(join(tree, 'a'), `${lines('a')}x\n`);
        chmodSync(join(tree, 'a'), 0o755);
        git(tree, 'commit', '-q', '--all', '-m', 'x');
        commit(origin, 'a', `${lines('a')}x\n`);
      },
      /one commit/,
    ],
    [
      'with another picture than the one that is merged',
      () => {
        for (const [directory, byte] of [
          [tree, 1],
          [origin, 2],
        ] as const) {
          writeFileSync(join(directory, 'p.png'), Buffer.from([0, 255, byte]));
          git(directory, 'add', '--all');
          git(directory, 'commit', '-q', '-m', 'picture');
        }
      },
      /one commit/,
    ],
    [
      'whose change is merged at another place of the file, which repeats itself',
      () => {
        commit(origin, 'w', workers());
        git(tree, 'pull', '-q', 'origin', 'main');
        commit(tree, 'w', workers(2));
        commit(origin, 'w', workers(4));
      },
      /one commit/,
    ],
    [
      'whose commits together are merged at another place of the file',
      () => {
        commit(origin, 'w', workers());
        git(tree, 'pull', '-q', 'origin', 'main');
        for (const memory of ['2g', '4g']) commit(tree, 'w', workers(2, memory));
        commit(origin, 'w', workers(4));
      },
      /2 commits/,
    ],
    [
      'that was squashed without another approach that it has merged and not taken over',
      () => {
        commit(tree, 'b', 'b\n');
        git(tree, 'checkout', '-q', '-b', 'side');
        commit(tree, 'work', 'months of it\n');
        git(tree, 'checkout', '-q', 'x');
        git(tree, 'merge', '-q', '-s', 'ours', '--no-edit', 'side');
        git(tree, 'branch', '-q', '-D', 'side');
        squash();
      },
      /3 commits/,
    ],
    [
      'that was squashed after something else was taken back',
      () => {
        commit(tree, 'b', 'b\n');
        commit(tree, 'a', lines('tried'));
        commit(tree, 'a', lines('a'));
        squash();
      },
      /3 commits/,
    ],
    [
      'whose work was taken back: it is nowhere else',
      () => {
        commit(tree, 'b', 'a day of work\n');
        git(tree, 'rm', '-q', 'b');
        git(tree, 'commit', '-q', '-m', 'start again');
      },
      /2 commits/,
    ],
    [
      'that another worktree has checked out, too',
      () => git(clone, 'worktree', 'add', '-q', '--force', join(place, 'second'), 'x'),
      /checked out in .*second/,
    ],
    [
      'that another worktree is rebasing',
      () => {
        const second = join(place, 'second');
        git(clone, 'worktree', 'add', '-q', '--detach', second);
        const admin = join(clone, '.git', 'worktrees', 'second', 'rebase-merge');
        mkdirSync(admin);
        writeFileSync(join(admin, 'head-name'), 'refs/heads/x\n');
      },
      /worked on in .*second/,
    ],
    [
      'that is the default branch',
      () => {
        git(clone, 'checkout', '-q', '--detach');
        git(tree, 'checkout', '-q', 'main');
      },
      /default branch/,
    ],
  ])('%s', async (_, make, reason) => {
    make();
    const before = branches();
    const planned = await judge();
    expect(planned).toMatchObject({ kind: 'keep', reason: expect.stringMatching(reason) });
    await remove(planned);
    expect(branches()).toEqual(before);
  });

  test('when a commit arrives after it was judged', async () => {
    const planned = await judge();
    expect(planned.kind).toBe('delete');
    commit(tree, 'late', 'late\n');
    expect(await remove(planned)).toMatchObject({ kind: 'keep', reason: expect.stringMatching(/one commit/) });
    expect(branches()).toContain('x');
  });

  test('when it moved to another commit that is merged: that was not in the plan', async () => {
    const planned = await judge();
    commit(origin, 'other', 'other\n');
    git(tree, 'pull', '-q', 'origin', 'main');
    git(clone, 'fetch', '-q');
    expect(await remove(planned)).toMatchObject({ kind: 'keep', reason: expect.stringMatching(/moved/) });
    expect(branches()).toContain('x');
  });
});

test('a look leaves no object behind, and without the remote says what is not known', async () => {
  commit(tree, 'b', 'b\n');
  const before = git(clone, 'count-objects');
  git(clone, 'remote', 'set-url', 'origin', join(place, 'nowhere'));
  expect(await judge()).toMatchObject({ kind: 'keep' });
  expect(git(clone, 'count-objects')).toBe(before);
});

test.each<[string, () => PlacePlan]>([
  ['the directory stays', () => ({ kind: 'remove-marker' })],
  [
    'no branch is checked out',
    () => {
      git(tree, 'checkout', '-q', '--detach');
      return plan;
    },
  ],
])('where %s, no branch goes', async (_, given) => {
  expect(await planBranchDeletion(context, given(), { fetch: false })).toMatchObject({ kind: 'none' });
  expect(existsSync(tree)).toBe(true);
});
