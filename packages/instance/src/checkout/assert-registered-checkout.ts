import { CodedError, hasCode, quoteArgument } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { destroyCommand } from '../core/destroy-command.ts';
import type { Instance } from '../core/instance.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import { absentRepository } from '../git/absent-repository.ts';
import { worktreeAt } from '../git/list-worktrees.ts';
import { checkoutStanding, type StandingFacts, standingInWords } from './checkout-standing.ts';
import { isMarkerOf } from './is-marker-of.ts';
import { lookAtCheckout } from './look-at-checkout.ts';

/**
 * Refuses to start an instance in a directory that is not its checkout any more: what is written there would be somebody else's, and what
 * starts is not what was registered. Where git cannot tell, or the repository is not there, nothing is refused.
 *
 * @throws CodedError `CHECKOUT_REPLACED`
 */
export async function assertRegisteredCheckout(context: Context, instance: Instance): Promise<void> {
  const isAnother = await isReplaced(context, instance).catch((error: unknown) => {
    if (hasCode(error, 'GIT_FAILED')) return false;
    throw error;
  });
  if (!isAnother) return;
  const { path, record } = instance;
  const back = record.isWorktree
    ? `Bring the registered worktree back: move it there or, if git has lost it, run git worktree repair ${quoteArgument(path)} in the clone that it was made from.`
    : 'Bring the registered clone back.';
  throw new CodedError(`${path} ${standingInWords(instance, 'another')}`, {
    code: 'CHECKOUT_REPLACED',
    hint: `Nothing was changed. ${back} Or destroy the instance; no file there is touched: ${destroyCommand(instance)}`,
  });
}

async function isReplaced(context: Context, instance: Instance): Promise<boolean> {
  const facts = await lookAtCheckout(context, instance);
  if (checkoutStanding(instance, facts) !== 'another') return false;
  if ((await absentRepository(instance.path)) !== undefined) return false;
  return !(await isOfMovedClone(instance, facts));
}

/** Its clone was moved, and something else is at the clone's old place: the worktree itself leads to the clone, and is known there. */
async function isOfMovedClone(instance: Instance, { git }: StandingFacts): Promise<boolean> {
  if (!instance.record.isWorktree || git === undefined || git.kind === 'none') return false;
  const { commonDirectory, gitDirectory } = git;
  const listed = await worktreeAt(commonDirectory, instance.path, gitDirectory);
  const isKnown = checkoutStanding(instance, { git, repository: { commonDirectory, listed } }) === 'as-registered';
  return isKnown && isMarkerOf(instance, await readEnvFile(instance.path));
}
