import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { type GitFacts, gitFacts } from '../git/git-facts.ts';
import { listWorktrees } from '../git/list-worktrees.ts';
import type { Worktree } from '../git/worktree-list.ts';

/**
 * The worktrees of the repository whose linked worktree an instance was registered as: that of the clone it was made from or, where that has
 * moved, the one that the worktree itself leads to. Undefined for a clone, or where neither is there.
 *
 * @param git what git says of the registered path
 * @throws CodedError `GIT_FAILED`
 */
export async function registeredWorktrees(
  context: Context,
  { record: { isWorktree, parentRepo } }: Instance,
  git: GitFacts | undefined,
): Promise<{ readonly commonDirectory: string; readonly worktrees: readonly Worktree[] } | undefined> {
  if (!isWorktree) return undefined;
  const parent = parentRepo === null ? undefined : await gitFacts(parentRepo, context);
  const repository = parent === undefined || parent.kind === 'none' ? git : parent;
  if (repository === undefined || repository.kind === 'none') return undefined;
  const { commonDirectory } = repository;
  return { commonDirectory, worktrees: await listWorktrees(commonDirectory, context) };
}
