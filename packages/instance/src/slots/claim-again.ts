import { hasCode, messageOf } from '@ktrdr/errors';
import type { InstanceClaim, InstanceRecord } from '@ktrdr/registry';
import type { Context } from '../core/context.ts';
import { claimSandbox } from './claim-sandbox.ts';

/**
 * Registers again a sandbox that the registry has lost, with the slot that it had: whoever holds its ports now is a matter of its next start.
 * Where another instance has that slot by now, it gets another.
 *
 * @throws CodedError `PORT_TAKEN`, `NO_FREE_SLOT`, and of the registry
 */
export async function claimAgain(
  context: Context,
  claim: Omit<InstanceClaim, 'slot' | 'avoid'>,
  slot: number | undefined,
): Promise<InstanceRecord> {
  if (slot === undefined) return await claimSandbox(context, claim, undefined);
  try {
    return await context.registry.claim({ ...claim, slot });
  } catch (error) {
    if (!hasCode(error, 'SLOT_TAKEN')) throw error;
    context.report({ type: 'warning', text: `${messageOf(error)}: ${claim.instanceId} gets another slot.` });
    return await claimSandbox(context, claim, undefined);
  }
}
