import { hasCode } from '@ktrdr/errors';
import { allocateSlot, type InstanceClaim, type InstanceRecord, slotHolders } from '@ktrdr/registry';
import type { Context } from '../core/context.ts';
import { SANDBOX_SLOTS } from '../core/kinds.ts';
import { noFreeSlot } from './no-free-slot.ts';
import { assertSlotPorts, heldSlots } from './slot-ports.ts';

/**
 * Registers a sandbox with the slot that was asked for, or the lowest one that nobody holds and whose ports nobody uses.
 *
 * @throws CodedError `PORT_TAKEN`, `SLOT_TAKEN`, `SLOT_OUT_OF_RANGE`, `NO_FREE_SLOT` (who holds each slot), and of the registry
 */
export async function claimSandbox(
  context: Context,
  claim: Omit<InstanceClaim, 'slot' | 'avoid'>,
  slot: number | undefined,
): Promise<InstanceRecord> {
  // Who has the slot is the better answer than who holds its ports, which is then its owner.
  if (slot !== undefined)
    allocateSlot({
      holders: slotHolders(await context.registry.read(), claim.path),
      range: SANDBOX_SLOTS,
      requested: slot,
    });
  const held = await heldSlots(context, claim.instanceId);
  if (slot !== undefined) assertSlotPorts(slot, held);
  const record = await context.registry.claim({ ...claim, slot, avoid: held }).catch(async (error: unknown) => {
    throw hasCode(error, 'NO_FREE_SLOT') ? await noFreeSlot(context, held) : error;
  });
  const taken = slotHolders(await context.registry.read());
  for (const [passed, holders] of held) {
    if (slot === undefined && passed < record.slot && !taken.has(passed))
      context.report({ type: 'note', text: `Slot ${passed} is skipped: ${holders}` });
  }
  return record;
}
