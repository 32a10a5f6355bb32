import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { askGit, type GitOptions, runGit } from './run-git.ts';

/** Something that exists nowhere but in a worktree. */
export interface WorkItem {
  readonly kind: 'change' | 'untracked' | 'hidden-change' | 'commit' | 'operation' | 'repository' | 'unreadable';
  /** A path in the worktree; a commit with its subject; what is under way. */
  readonly what: string;
}

/** What would be lost with a worktree, and what would not. */
export interface WorkAtRisk {
  readonly lost: readonly WorkItem[];
  /** Commits that are on no remote, on a branch that stays. */
  readonly unpushed: { readonly branch: string; readonly commits: number } | undefined;
}

export interface WorkPlace {
  readonly path: string;
  /** The git directory of this worktree alone. */
  readonly adminDirectory: string;
}

/**
 * What would be lost if a linked worktree went: staged and unstaged changes (also those hidden from `git status` by
 * `skip-worktree` or `assume-unchanged`), untracked files, commits that only its detached HEAD reaches, operations in progress, commits
 * in submodules that are on no remote. Not: what git ignores, and stashes and branches, which all worktrees share.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function workAtRisk(place: WorkPlace, options: GitOptions): Promise<WorkAtRisk> {
  const git = gitOf(place, options);
  // One after the other: where one fails, no other goes on in the background.
  const lost = [
    ...(await operationsInProgress(place.adminDirectory)),
    ...(await unreachableCommits(place, options)),
    ...(await uncommitted(place, git, options)),
    ...(await hiddenChanges(place, git)),
    ...(await submoduleCommits(place, git, options)),
  ];
  return { lost, unpushed: await unpushedCommits(git) };
}

type Git = (...args: readonly string[]) => Promise<string>;

/** The arguments before git's command: nothing is written, not even the index. */
function leadingArgs({ path, adminDirectory }: WorkPlace): string[] {
  return [`--git-dir=${adminDirectory}`, `--work-tree=${path}`, '--no-optional-locks', '-c', 'core.fsmonitor=false'];
}

function gitOf(place: WorkPlace, options: GitOptions): Git {
  const doing = `look for work in ${place.path}`;
  return async (...args) => await askGit(options, place.path, { doing, args: [...leadingArgs(place), ...args] });
}

const STATUS = ['status', '--porcelain', '-z', '--untracked-files=all', '--ignore-submodules=none', '--no-renames'];

async function uncommitted(place: WorkPlace, git: Git, options: GitOptions): Promise<WorkItem[]> {
  const { exitCode, stdout, stderr } = await runGit(options, place.path, [...leadingArgs(place), ...STATUS]);
  const items = entriesOf(exitCode === 0 ? stdout : await git(...STATUS)).flatMap((entry): WorkItem[] => {
    const [code, what] = [entry.slice(0, 2), entry.slice(3)];
    return [{ kind: code === '??' ? 'untracked' : 'change', what }];
  });
  // git passes over what it cannot look into, with a warning.
  const unreadable = [...stderr.matchAll(/could not open directory '(.+)'/g)];
  return [...items, ...unreadable.map(([, what = '']): WorkItem => ({ kind: 'unreadable', what }))];
}

/** Files that git was told not to look at, and that differ from the index all the same. */
async function hiddenChanges({ path }: WorkPlace, git: Git): Promise<WorkItem[]> {
  const flagged = entriesOf(await git('ls-files', '-v', '-z')).flatMap((entry) =>
    /^[a-zS] /.test(entry) ? [entry.slice(2)] : [],
  );
  if (flagged.length === 0) return [];
  const index = new Map(
    entriesOf(await git('ls-files', '--stage', '-z')).flatMap((entry) => {
      const [, object, name] = /^\d+ (\S+) \d\t(.*)$/s.exec(entry) ?? [];
      return object === undefined || name === undefined ? [] : [[name, object] as const];
    }),
  );
  const items = await Promise.all(
    flagged.map(async (what): Promise<WorkItem[]> => {
      const stats = await lstat(join(path, what)).catch((error: unknown) => {
        if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
        throw error;
      });
      // Missing is what a sparse checkout is about.
      if (stats?.isFile() !== true) return [];
      const object = (await git('hash-object', '--', what)).trim();
      return object === index.get(what) ? [] : [{ kind: 'hidden-change', what }];
    }),
  );
  return items.flat();
}

/** Commits that no branch, tag or remote reaches: with the worktree's HEAD they would be lost. */
export async function unreachableCommits(
  { path, adminDirectory }: Pick<WorkPlace, 'path' | 'adminDirectory'>,
  options: GitOptions,
): Promise<WorkItem[]> {
  // In the git directory, because the worktree itself may be gone.
  const at = [`--git-dir=${adminDirectory}`];
  const born = await runGit(options, adminDirectory, [...at, 'rev-parse', '--quiet', '--verify', 'HEAD^{commit}']);
  if (born.exitCode !== 0) return [];
  const log = ['log', '--format=%h %s', 'HEAD', '--not', '--branches', '--tags', '--remotes'];
  const text = await askGit(options, adminDirectory, { doing: `look for commits of ${path}`, args: [...at, ...log] });
  return linesOf(text).map((what) => ({ kind: 'commit', what }));
}

/** Source: `git status` looks for the same files (git's `wt-status.c`). */
const OPERATIONS: Readonly<Record<string, string>> = {
  'rebase-merge': 'a rebase',
  'rebase-apply': 'a rebase, or applying patches',
  MERGE_HEAD: 'a merge',
  CHERRY_PICK_HEAD: 'a cherry-pick',
  REVERT_HEAD: 'a revert',
  BISECT_LOG: 'a bisection',
};

/** Operations that were begun in a worktree and not ended, by its git directory. */
export async function operationsInProgress(adminDirectory: string): Promise<WorkItem[]> {
  const found = await Promise.all(
    Object.entries(OPERATIONS).map(async ([name, what]): Promise<WorkItem[]> =>
      (await exists(join(adminDirectory, name))) ? [{ kind: 'operation', what: `${what} in progress` }] : [],
    ),
  );
  return found.flat();
}

/** Submodules keep their repositories with the worktree: commits that they have not pushed go with it. */
async function submoduleCommits({ path }: WorkPlace, git: Git, options: GitOptions): Promise<WorkItem[]> {
  const links = entriesOf(await git('ls-files', '--stage', '-z')).flatMap((entry) => {
    const [, name] = /^160000 \S+ \d\t(.*)$/s.exec(entry) ?? [];
    return name === undefined ? [] : [name];
  });
  const items = await Promise.all(
    links.map(async (name): Promise<WorkItem[]> => {
      if (!(await exists(join(path, name, '.git')))) return [];
      const args = ['log', '--format=%h %s', '--all', 'HEAD', '--not', '--remotes'];
      const text = await askGit(options, join(path, name), { doing: `look for commits of submodule ${name}`, args });
      return linesOf(text).map((what) => ({ kind: 'commit', what: `${name}: ${what}` }));
    }),
  );
  return items.flat();
}

async function unpushedCommits(git: Git): Promise<WorkAtRisk['unpushed']> {
  const branch = (await git('branch', '--show-current')).trim();
  if (branch === '') return undefined;
  const ref = `refs/heads/${branch}`;
  if ((await git('for-each-ref', '--format=%(refname)', ref)).trim() === '') return undefined;
  const commits = Number((await git('rev-list', '--count', ref, '--not', '--remotes')).trim());
  return commits === 0 ? undefined : { branch, commits };
}

function entriesOf(text: string): string[] {
  return text.split('\0').filter((entry) => entry !== '');
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    (error: unknown) => {
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
      throw error;
    },
  );
}
