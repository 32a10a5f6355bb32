import type { Checkout } from './checkouts-in.ts';
import { hidingNothing, type WorkPlace } from './hiding-nothing.ts';
import { isBorn } from './is-born.ts';
import { operationsInProgress } from './operations-in-progress.ts';
import { rootReferences } from './root-references.ts';
import { askGit, type GitOptions } from './run-git.ts';
import { stagedChanges } from './staged-changes.ts';
import { TRUE_HISTORY } from './true-history.ts';
import { uncommittedWork } from './uncommitted-work.ts';
import { workInModules } from './work-in-modules.ts';

/** Something that exists nowhere but in a worktree. */
export interface WorkItem {
  readonly kind:
    | 'change'
    | 'untracked'
    | 'hidden-change'
    | 'commit'
    | 'operation'
    | 'repository'
    | 'unreadable'
    /** One of a submodule, wherever it is. */
    | 'worktree';
  /** A path in the worktree; a commit with its subject; what is under way. */
  readonly what: string;
}

/** What would be lost with a worktree, and what would not. */
export interface WorkAtRisk {
  readonly lost: readonly WorkItem[];
  /** Commits that are on no remote, on a branch that stays. */
  readonly unpushed: { readonly branch: string; readonly commits: number } | undefined;
}

/**
 * What would be lost if a linked worktree went: staged and unstaged changes (also those hidden from `git status` by
 * `skip-worktree` or `assume-unchanged`), untracked files, commits that only its detached HEAD or its own references reach, operations in
 * progress; all of that in its submodules too, and commits in them, of whatever branch, that are on no remote. Not: what git ignores, and
 * stashes and branches, which all worktrees share.
 *
 * @param options.checkouts of `checkoutsIn`, of this place
 * @throws CodedError `GIT_FAILED`
 */
export async function workAtRisk(
  place: WorkPlace,
  { checkouts, ...options }: GitOptions & { readonly checkouts: readonly Checkout[] },
): Promise<WorkAtRisk> {
  const { adminDirectory } = place;
  const checkedOut = new Set(checkouts.map((checkout) => checkout.place.adminDirectory));
  // One after the other: where one fails, no other goes on in the background.
  const lost = [...(await operationsInProgress(adminDirectory)), ...(await unreachableCommits(place, options))];
  for (const checkout of checkouts) lost.push(...(await uncommittedWork(checkout, options)));
  lost.push(...(await workInModules(adminDirectory, { ...options, checkedOut })));
  return { lost, unpushed: await unpushedCommits(place, options) };
}

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
    ...(await workInModules(place.adminDirectory, { ...options, checkedOut: new Set() })),
  ];
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

/** References that each worktree has for itself. Source: git-worktree(1), "Refs" */
const OWN_REFERENCES = ['refs/worktree', 'refs/bisect', 'refs/rewritten'];

async function unpushedCommits(place: WorkPlace, options: GitOptions): Promise<WorkAtRisk['unpushed']> {
  const leading = await hidingNothing(place);
  const git = async (...args: readonly string[]): Promise<string> =>
    await askGit(options, place.path, {
      doing: `look for commits of ${place.path} that are on no remote`,
      args: [...leading, ...args],
      options: { env: TRUE_HISTORY },
    });
  const branch = (await git('branch', '--show-current')).trim();
  if (branch === '') return undefined;
  const ref = `refs/heads/${branch}`;
  if ((await git('for-each-ref', '--format=%(refname)', ref)).trim() === '') return undefined;
  const commits = Number((await git('rev-list', '--count', ref, '--not', '--remotes')).trim());
  return commits === 0 ? undefined : { branch, commits };
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
