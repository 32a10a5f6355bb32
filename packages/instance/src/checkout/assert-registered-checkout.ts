import { CodedError, hasCode, quoteArgument } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { absentRepository } from '../git/absent-repository.ts';
import { checkoutStanding, standingInWords } from './checkout-standing.ts';
import { lookAtCheckout } from './look-at-checkout.ts';

/**
 * Refuses to start an instance in a directory that is not its checkout any more: what is written there would be somebody else's, and what
 * starts is not what was registered. Where git cannot tell, or the repository is not there, nothing is refused.
 *
 * @throws CodedError `CHECKOUT_REPLACED`
 */
export async function assertRegisteredCheckout(context: Context, instance: Instance): Promise<void> {
  const { id, path, kind } = instance;
  const facts = await lookAtCheckout(context, instance).catch((error: unknown) => {
    if (hasCode(error, 'GIT_FAILED')) return undefined;
    throw error;
  });
  if (facts === undefined || checkoutStanding(instance, facts) !== 'another') return;
  if ((await absentRepository(path)) !== undefined) return;
  const named = kind.name === 'sandbox' ? ` --name ${quoteArgument(id)}` : '';
  throw new CodedError(`${path} ${standingInWords(instance, 'another')}`, {
    code: 'CHECKOUT_REPLACED',
    hint: `Nothing was changed. Put it back where it was. Or let go of the instance; no file there is touched: ${kind.command} destroy${named}`,
  });
}
