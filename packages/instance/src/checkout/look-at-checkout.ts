import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { type GitFacts, gitFacts } from '../git/git-facts.ts';
import { worktreeAt } from '../git/list-worktrees.ts';
import type { StandingFacts } from './checkout-standing.ts';
import { registeredWorktrees } from './registered-worktrees.ts';

/**
 * Asks git about the registered path, and the repository about the worktree that was registered.
 *
 * @param known what git has said of the registered path, where it was asked
 * @throws CodedError `GIT_FAILED`
 */
export async function lookAtCheckout(context: Context, instance: Instance, known?: GitFacts): Promise<StandingFacts> {
  const git = known ?? (await gitFacts(instance.path, context));
  const registered = await registeredWorktrees(context, instance, git);
  if (registered === undefined) return { git };
  const { commonDirectory } = registered;
  const listed = await worktreeAt(commonDirectory, instance.path, git.kind === 'none' ? undefined : git.gitDirectory);
  return { git, repository: { commonDirectory, listed } };
}
