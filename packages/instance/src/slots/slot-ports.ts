import { CodedError } from '@ktrdr/errors';
import { ktrdrLayout, portsOfSlot } from '@ktrdr/ports';
import type { Context } from '../core/context.ts';
import { SANDBOX_SLOTS } from '../core/kinds.ts';
import { describeHeld, findPortHolders, type HeldPort } from '../held-ports/find-port-holders.ts';

/**
 * The sandbox slots whose ports somebody else holds, in words: `port 8003 (api) is held by process node (pid 4711)`.
 *
 * @param project the Compose project of the new sandbox, whose own containers do not count
 */
export async function heldSlots(context: Context, project: string): Promise<Map<number, string>> {
  const slots = Array.from(
    { length: SANDBOX_SLOTS.max - SANDBOX_SLOTS.min + 1 },
    (_, index) => SANDBOX_SLOTS.min + index,
  );
  const wanted = slots.flatMap((slot) =>
    portsOfSlot(ktrdrLayout, slot).map(({ name, port }) => ({ published: port, protocol: 'tcp', service: name })),
  );
  const held = await findPortHolders(context, project, wanted);
  return new Map(slots.flatMap((slot) => describeSlot(slot, held)));
}

function describeSlot(slot: number, held: readonly HeldPort[]): [number, string][] {
  const own = new Set(portsOfSlot(ktrdrLayout, slot).map(({ port }) => port));
  const here = held.filter(({ port }) => own.has(port));
  return here.length === 0 ? [] : [[slot, describeHeld(here)]];
}

/** @throws CodedError `PORT_TAKEN` when somebody holds a port of the slot that was asked for */
export function assertSlotPorts(slot: number, held: ReadonlyMap<number, string>): void {
  const holders = held.get(slot);
  if (holders === undefined) return;
  throw new CodedError(`Slot ${slot} cannot be used: ${holders}`, {
    code: 'PORT_TAKEN',
    hint: 'Nothing was changed. Stop what holds the port, choose another slot, or none: the lowest free slot is then used.',
  });
}
