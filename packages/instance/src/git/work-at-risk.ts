import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';
import { isThere, statsAt } from '../stats-at.ts';
import { askGit, type GitOptions, runGit } from './run-git.ts';
import { TRUE_HISTORY } from './true-history.ts';
import { unreadableDirectories } from './unreadable-directories.ts';

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
 * `skip-worktree` or `assume-unchanged`), untracked files, commits that only its detached HEAD or its own references reach, operations in
 * progress, commits in submodules, of whatever branch, that are on no remote. Not: what git ignores, and stashes and branches, which all
 * worktrees share.
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
    ...(await submoduleCommits(place.adminDirectory, options)),
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
  return [...items, ...unreadableDirectories(stderr).map((what): WorkItem => ({ kind: 'unreadable', what }))];
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
  // Missing is what a sparse checkout is about.
  const files: string[] = [];
  for (const what of flagged) if ((await statsAt(join(path, what)))?.isFile() === true) files.push(what);
  const items: WorkItem[] = [];
  for (let first = 0; first < files.length; first += AT_ONCE) {
    const some = files.slice(first, first + AT_ONCE);
    const objects = linesOf(await git('hash-object', '--', ...some));
    for (const [at, what] of some.entries())
      if (objects[at] !== index.get(what)) items.push({ kind: 'hidden-change', what });
  }
  return items;
}

/** So many paths are no more than a system takes as arguments. */
const AT_ONCE = 200;

/**
 * What would be lost with what a repository keeps for a worktree, whose directory is away: the rest of its work is with the directory.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function workKeptByGit(place: WorkPlace, options: GitOptions): Promise<WorkItem[]> {
  return [
    ...(await operationsInProgress(place.adminDirectory)),
    ...(await unreachableCommits(place, options)),
    ...(await stagedChanges(place, options)),
    ...(await submoduleCommits(place.adminDirectory, options)),
  ];
}

/** Files whose staged version is not that of HEAD; it may be in no directory. */
async function stagedChanges({ path, adminDirectory }: WorkPlace, options: GitOptions): Promise<WorkItem[]> {
  if (!(await isThere(join(adminDirectory, 'index')))) return [];
  const args = [`--git-dir=${adminDirectory}`, 'diff-index', '--cached', '--name-only', '-z', 'HEAD', '--'];
  const text = await askGit(options, adminDirectory, {
    doing: `look for what is staged of ${path}`,
    args,
  });
  return entriesOf(text).map((what) => ({ kind: 'change', what: `${what} (staged)` }));
}

/** Commits that no branch, tag or remote reaches: with the worktree's HEAD and its own references they would be lost. */
export async function unreachableCommits(
  { path, adminDirectory }: Pick<WorkPlace, 'path' | 'adminDirectory'>,
  options: GitOptions,
): Promise<WorkItem[]> {
  // In the git directory, because the worktree itself may be gone.
  const ask = async (...args: readonly string[]): Promise<string> =>
    await askGit(options, adminDirectory, {
      doing: `look for commits of ${path}`,
      args: [`--git-dir=${adminDirectory}`, ...args],
      options: { env: TRUE_HISTORY },
    });
  const listed = await ask('for-each-ref', '--format=%(objecttype) %(refname)', ...OWN_REFERENCES);
  const references = linesOf(listed).map((line) => line.split(' ', 2));
  const starts = references.flatMap(([type, name = '']) => (type === 'commit' ? [name] : []));
  // What is no commit is reached by nothing that stays.
  const others = references.flatMap(([type, name = '']): WorkItem[] =>
    type === 'commit' ? [] : [{ kind: 'commit', what: name }],
  );
  starts.push(...(await rootReferences(adminDirectory, options)));
  if (await isBorn(adminDirectory, options)) starts.push('HEAD');
  if (starts.length === 0) return others;
  const text = await ask('log', '--format=%h %s', ...starts, '--not', '--branches', '--tags', '--remotes', '--');
  return [...linesOf(text).map((what): WorkItem => ({ kind: 'commit', what })), ...others];
}

/** What git itself writes there, and of which nobody expects that it keeps anything. */
const PASSING: ReadonlySet<string> = new Set(['HEAD', 'ORIG_HEAD', 'FETCH_HEAD', 'AUTO_MERGE']);

/** References beside HEAD, as `KEEP_HEAD`, that name a commit. Source: gitglossary(7), "pseudoref" */
async function rootReferences(adminDirectory: string, options: GitOptions): Promise<string[]> {
  const names = (await readdir(adminDirectory)).filter((name) => /^[A-Z][A-Z_]*$/.test(name) && !PASSING.has(name));
  const found: string[] = [];
  for (const name of names) {
    const args = [`--git-dir=${adminDirectory}`, 'rev-parse', '--verify', '--quiet', `${name}^{commit}`];
    const { exitCode } = await runGit(options, adminDirectory, args);
    if (exitCode === 0) found.push(name);
  }
  return found;
}

/** References that each worktree has for itself. Source: git-worktree(1), "Refs" */
const OWN_REFERENCES = ['refs/worktree', 'refs/bisect', 'refs/rewritten'];

/** Whether HEAD has a commit. It has none only if it names a branch that is not there; anything else that has none is damaged. */
async function isBorn(adminDirectory: string, options: GitOptions): Promise<boolean> {
  const at = [`--git-dir=${adminDirectory}`];
  const head = await runGit(options, adminDirectory, [...at, 'rev-parse', '--quiet', '--verify', 'HEAD^{commit}']);
  if (head.exitCode === 0) return true;
  const doing = 'read the HEAD of a worktree';
  const branch = (
    await askGit(options, adminDirectory, { doing, args: [...at, 'symbolic-ref', '--quiet', 'HEAD'] })
  ).trim();
  const found = await askGit(options, adminDirectory, { doing, args: [...at, 'for-each-ref', branch] });
  if (found.trim() === '') return false;
  throw gitCannot(doing, head.stderr);
}

function gitCannot(doing: string, detail: string): CodedError {
  return new CodedError(`git could not ${doing}`, {
    code: 'GIT_FAILED',
    hint: 'Mend what git reports, then try again.',
    detail: detail.trim(),
  });
}

/** Source: `git status` looks for the same files (git's `wt-status.c`). */
const OPERATIONS: Readonly<Record<string, string>> = {
  'rebase-merge': 'a rebase',
  'rebase-apply': 'a rebase, or applying patches',
  MERGE_HEAD: 'a merge',
  CHERRY_PICK_HEAD: 'a cherry-pick',
  REVERT_HEAD: 'a revert',
  BISECT_LOG: 'a bisection',
  // Between two of its commits there is none of the files above.
  sequencer: 'a cherry-pick or revert of several commits',
  MERGE_AUTOSTASH: 'a merge that put changes aside',
  NOTES_MERGE_REF: 'a merge of notes',
};

/** Operations that were begun in a worktree and not ended, by its git directory. */
async function operationsInProgress(adminDirectory: string): Promise<WorkItem[]> {
  const found = await Promise.all(
    Object.entries(OPERATIONS).map(async ([name, what]): Promise<WorkItem[]> =>
      (await isThere(join(adminDirectory, name))) ? [{ kind: 'operation', what: `${what} in progress` }] : [],
    ),
  );
  return found.flat();
}

/**
 * Submodules keep their repositories with the worktree, also those that what is checked out does not have: commits that they have not
 * pushed go with it.
 */
async function submoduleCommits(adminDirectory: string, options: GitOptions): Promise<WorkItem[]> {
  const modules = join(adminDirectory, 'modules');
  const items: WorkItem[] = [];
  for (const directory of await gitDirectoriesBelow(modules)) {
    const name = relative(modules, directory);
    // Its work tree, as it is configured, may be gone, and git asks for one.
    const args = [
      `--git-dir=${directory}`,
      `--work-tree=${directory}`,
      'log',
      '--format=%h %s',
      '--all',
      '--not',
      '--remotes',
    ];
    const text = await askGit(options, directory, {
      doing: `look for commits of submodule ${name}`,
      args,
    });
    items.push(...linesOf(text).map((what): WorkItem => ({ kind: 'commit', what: `${name}: ${what}` })));
  }
  return items;
}

/** Every directory below that git takes for a repository; submodules have submodules. */
async function gitDirectoriesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const names = new Set(entries.map(({ name }) => name));
  const isRepository = names.has('objects') && names.has('refs');
  const inner = isRepository ? ['modules'] : entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  const below = await Promise.all(inner.map(async (name) => await gitDirectoriesBelow(join(directory, name))));
  return [...(isRepository ? [directory] : []), ...below.flat()];
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
