import { CodedError } from '@ktrdr/errors';
import type { Worktree } from '../git/worktree-list.ts';

/** What git says of the branch that a sandbox is to have. */
export interface BranchFacts {
  /** Its name, without `refs/heads/`. */
  readonly name: string;
  /** Whether it was asked for, or follows from the sandbox's name. */
  readonly requested: boolean;
  /** Whether git takes it for a branch's name. */
  readonly valid: boolean;
  /** The commit it points at; undefined where there is none. */
  readonly local: string | undefined;
  /** The branches of that name on remotes. */
  readonly remotes: readonly RemoteBranch[];
  /** The commit of where the command was given; undefined before the first one. */
  readonly head: string | undefined;
}

interface RemoteBranch {
  readonly remote: string;
  readonly commit: string;
}

export type BranchPlan =
  | { readonly kind: 'check-out'; readonly name: string; readonly commit: string }
  | { readonly kind: 'create'; readonly name: string; readonly commit: string; readonly upstream: string | undefined };

/**
 * Decides which branch a new worktree has: an existing one is checked out; one that was asked for and is only on a remote is
 * tracked; any other is created at the current commit.
 *
 * @throws CodedError `BRANCH_INVALID`, `BRANCH_CHECKED_OUT` (saying where), `BRANCH_AMBIGUOUS`, `NO_COMMIT`
 */
export function planBranch(facts: BranchFacts, worktrees: readonly Worktree[]): BranchPlan {
  const { name, requested, valid, local, remotes, head } = facts;
  if (!valid) {
    throw new CodedError(`"${name}" is not a valid name of a branch`, {
      code: 'BRANCH_INVALID',
      hint: 'Name another branch with --branch; for the rules: git help check-ref-format',
    });
  }
  if (local !== undefined) {
    const where = worktrees.find(({ branch }) => branch === `refs/heads/${name}`);
    if (where === undefined) return { kind: 'check-out', name, commit: local };
    throw new CodedError(`Branch ${name} is checked out already, in ${where.path}`, {
      code: 'BRANCH_CHECKED_OUT',
      hint: 'A branch can be checked out in one worktree only. Name another one with --branch; one that does not exist is created.',
    });
  }
  const remote = requested ? pickRemote(name, remotes) : undefined;
  const commit = remote?.commit ?? head;
  if (commit !== undefined) return { kind: 'create', name, commit, upstream: remote && `${remote.remote}/${name}` };
  throw new CodedError('This repository has no commit yet, so no worktree can be made', {
    code: 'NO_COMMIT',
    hint: 'Make the first commit, or name a branch with one: --branch <branch>',
  });
}

function pickRemote(name: string, remotes: readonly RemoteBranch[]): RemoteBranch | undefined {
  if (remotes.length <= 1) return remotes[0];
  const origin = remotes.find(({ remote }) => remote === 'origin');
  if (origin !== undefined) return origin;
  throw new CodedError(`Branch ${name} is on several remotes: ${remotes.map(({ remote }) => remote).join(', ')}`, {
    code: 'BRANCH_AMBIGUOUS',
    hint: `Say which one it follows, then run the command again: git branch --track ${name} ${remotes[0]?.remote}/${name}`,
  });
}
