import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { gitFacts } from '../git/git-facts.ts';
import type { StandingFacts } from './checkout-standing.ts';
import { registeredWorktrees } from './registered-worktrees.ts';

/**
 * Asks git about the registered path, and the repository about the worktree that was registered.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function lookAtCheckout(context: Context, instance: Instance): Promise<StandingFacts> {
  const git = await gitFacts(instance.path, context);
  const known = await registeredWorktrees(context, instance, git);
  if (known === undefined) return { git };
  const { commonDirectory, worktrees } = known;
  return { git, repository: { commonDirectory, listed: worktrees.find(({ path }) => path === instance.path) } };
}
