import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { Worktree } from '../git/worktree-list.ts';
import type { BranchRequest } from './branch-request.ts';

/** What git says of the branch that a sandbox is to have. */
export interface BranchFacts {
  readonly request: BranchRequest;
  /** Whether git takes the name for a branch's name. */
  readonly valid: boolean;
  /** The reference that the local branch is another name of (a symbolic reference), whether that is there or not. */
  readonly standsFor?: string | undefined;
  /** The commit that the local branch points at; undefined where there is none. */
  readonly local: string | undefined;
  /** What else git takes the name for, where there is no such branch: a tag, a commit, a remote. */
  readonly other: string | undefined;
  /** The branches of that name on remotes. */
  readonly remotes: readonly RemoteBranch[];
  /** The remote that is meant where several have it, and none is named. */
  readonly mainRemote: string | undefined;
  /** Where a new branch starts. */
  readonly base: BaseFacts;
}

interface RemoteBranch {
  readonly remote: string;
  readonly commit: string;
  /** Whether the remote was asked just now, and says the same. */
  readonly fetched: boolean;
  /** Why it was not. */
  readonly problem?: string | undefined;
}

/** Where a branch starts: what it is called, and its commit. */
export interface Base {
  readonly ref: string;
  readonly commit: string;
  /** Of a remote's branch: whether it is as the remote says now. Null for what is no remote's. */
  readonly fetched: boolean | null;
  /** Why it is not what the remote says now, where it would have been. */
  readonly problem?: string | undefined;
}

export type BaseFacts =
  | { readonly kind: 'found'; readonly base: Base; /** Whether `--from` says so. */ readonly asked: boolean }
  /** `--from` names no commit, or, with `isUsual`, the user's settings do. */
  | {
      readonly kind: 'unknown';
      readonly asked: string;
      readonly isUsual?: boolean;
      readonly problem: string | undefined;
    }
  /** The repository has no commit yet. */
  | { readonly kind: 'none' };

/** The branch that a sandbox gets, and where it comes from. */
export interface BranchPlan {
  /** `check-out`: it is there already; `track`: made as that of a remote; `create`: a new one. */
  readonly kind: 'check-out' | 'track' | 'create';
  readonly name: string;
  readonly commit: string;
  readonly base: Base;
  /** What it follows. */
  readonly upstream: { readonly remote: string; readonly branch: string } | undefined;
}

/** A worktree of the repository, at its real path, and what is checked out there. */
export type PlacedWorktree = Pick<Worktree, 'path' | 'bare' | 'branch'>;

/**
 * Decides which branch a new worktree has: an existing one is checked out, one that only a remote has is tracked, and any other
 * is made where it was asked for, or at the remote's default branch. What git takes for something else never becomes a branch of that name.
 *
 * @throws CodedError `BRANCH_INVALID`, `NOT_A_BRANCH`, `BRANCH_NOT_FOUND`, `BRANCH_EXISTS`, `BRANCH_CHECKED_OUT` (saying where),
 *   `BRANCH_AMBIGUOUS`, `BASE_NOT_FOUND`, `NO_COMMIT`
 */
export function planBranch(facts: BranchFacts, worktrees: readonly PlacedWorktree[]): BranchPlan {
  const { request, valid, standsFor, local, other, base } = facts;
  const { name } = request;
  if (!valid) {
    throw new CodedError(`"${name}" is not a valid branch name`, {
      code: 'BRANCH_INVALID',
      hint: 'Name another branch with --branch; for the rules: git help check-ref-format. To start a new branch at a commit, name the commit with --from.',
    });
  }
  if (standsFor !== undefined) throw isAlias(name, standsFor);
  if (local !== undefined) {
    assertSameAsAsked(facts, local);
    return checkOut(name, local, { base, worktrees });
  }
  if (other !== undefined) {
    throw new CodedError(`${name} is ${other}, not a branch`, {
      code: 'NOT_A_BRANCH',
      hint: `A branch with that name would be mistaken for it. To start a new branch there: --branch <new branch> --from ${quoteArgument(name)}`,
    });
  }
  const remote = pickRemote(facts);
  if (remote !== undefined) return track(name, remote, base);
  if (request.kind === 'remote-branch') {
    throw new CodedError(`${request.remote} has no branch ${name}`, {
      code: 'BRANCH_NOT_FOUND',
      hint: `To list its branches: git ls-remote --heads ${quoteArgument(request.remote)}. The name of a new branch must not begin with ${request.remote}/`,
    });
  }
  const start = startOf(base);
  return { kind: 'create', name, commit: start.commit, base: start, upstream: undefined };
}

/** Where it is checked out git does not tell: it would let two worktrees move the branch that is meant, each under the other. */
function isAlias(name: string, target: string): CodedError {
  const branch = /^refs\/heads\/(.+)$/s.exec(target)?.[1];
  return new CodedError(`${name} is another name for ${branch === undefined ? target : `branch ${branch}`}`, {
    code: 'NOT_A_BRANCH',
    hint:
      branch === undefined
        ? 'Name another branch with --branch.'
        : `Name the branch itself: --branch ${quoteArgument(branch)}`,
  });
}

function checkOut(
  name: string,
  commit: string,
  { base, worktrees }: { base: BaseFacts; worktrees: readonly PlacedWorktree[] },
): BranchPlan {
  if (isAsked(base)) {
    throw new CodedError(`Branch ${name} already exists; --from is only for a new branch`, {
      code: 'BRANCH_EXISTS',
      hint: 'Omit --from to check it out as it is, or name a new branch with --branch.',
    });
  }
  const where = worktrees.find(({ branch }) => branch === `refs/heads/${name}`);
  if (where !== undefined) {
    throw new CodedError(`Branch ${name} is already checked out in ${where.path}`, {
      code: 'BRANCH_CHECKED_OUT',
      hint: 'A branch can be checked out in only one worktree. Name another branch with --branch; if it does not exist, it is created.',
    });
  }
  return { kind: 'check-out', name, commit, base: { ref: name, commit, fetched: null }, upstream: undefined };
}

/** `origin/feat` where there is a `feat`, which is somewhere else: nobody can say which of the two is meant. */
function assertSameAsAsked({ request, remotes }: BranchFacts, local: string): void {
  if (request.kind !== 'remote-branch') return;
  const { name, remote, asked } = request;
  const there = remotes.find((one) => one.remote === remote);
  if (there?.commit === local) return;
  throw new CodedError(
    there === undefined
      ? `${remote} has no branch ${name}`
      : `Branch ${name} already exists, but is not where ${asked} is`,
    {
      code: there === undefined ? 'BRANCH_NOT_FOUND' : 'BRANCH_EXISTS',
      hint: `For the existing branch: --branch ${quoteArgument(name)}. For a new branch that starts at ${asked}: --branch <new branch> --from ${quoteArgument(asked)}`,
    },
  );
}

function track(name: string, { remote, commit, fetched, problem }: RemoteBranch, base: BaseFacts): BranchPlan {
  const ref = `${remote}/${name}`;
  if (isAsked(base) && !(base.kind === 'found' && base.base.ref === ref)) {
    throw new CodedError(`${remote} has a branch ${name}; --from is only for a new branch`, {
      code: 'BRANCH_EXISTS',
      hint: `Omit --from to continue ${ref}, or name a new branch with --branch.`,
    });
  }
  return { kind: 'track', name, commit, base: { ref, commit, fetched, problem }, upstream: { remote, branch: name } };
}

function isAsked(base: BaseFacts): boolean {
  return (base.kind === 'unknown' && base.isUsual !== true) || (base.kind === 'found' && base.asked);
}

function startOf(facts: BaseFacts): Base {
  if (facts.kind === 'found') return facts.base;
  if (facts.kind === 'none') {
    throw new CodedError('This repository has no commits yet, so no worktree can be created', {
      code: 'NO_COMMIT',
      hint: 'Make the first commit, or name a branch that has commits: --branch <branch>',
    });
  }
  const why = facts.problem === undefined ? '' : ` The remote could not be queried: ${facts.problem}`;
  const from =
    facts.isUsual === true ? ' The name comes from the setting sandbox.from: ktrdr config get sandbox.from' : '';
  throw new CodedError(`There is no branch, tag or commit "${facts.asked}" to start from`, {
    code: 'BASE_NOT_FOUND',
    hint: `Nothing was changed. To see which exist: git branch --all; git tag.${why}${from}`,
  });
}

function pickRemote({ request, remotes, mainRemote }: BranchFacts): RemoteBranch | undefined {
  const { name } = request;
  if (request.kind === 'remote-branch') return remotes.find(({ remote }) => remote === request.remote);
  if (remotes.length <= 1) return remotes[0];
  const main = remotes.find(({ remote }) => remote === mainRemote);
  if (main !== undefined) return main;
  throw new CodedError(`Branch ${name} is on several remotes: ${remotes.map(({ remote }) => remote).join(', ')}`, {
    code: 'BRANCH_AMBIGUOUS',
    hint: `Name the one that it follows: --branch ${quoteArgument(`${remotes[0]?.remote}/${name}`)}`,
  });
}
