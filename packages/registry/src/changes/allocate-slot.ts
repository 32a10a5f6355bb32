import { CodedError } from '@ktrdr/errors';
import type { SlotHolders } from '../document/slot-holders.ts';

/** The slots that may be given out, both ends included. */
export interface SlotRange {
  readonly min: number;
  readonly max: number;
}

/** What a slot is chosen from. */
export interface SlotRequest {
  readonly holders: SlotHolders;
  readonly range: SlotRange;
  /** Take exactly this slot. */
  readonly requested?: number | undefined;
  /** Slot -> why not to choose it ("port 8003 is in use"). Counts only where no slot was requested. */
  readonly avoid?: ReadonlyMap<number, string> | undefined;
}

/**
 * The requested slot, or the lowest free one.
 *
 * @throws CodedError `SLOT_OUT_OF_RANGE`, `SLOT_TAKEN` (names who holds it), `NO_FREE_SLOT` (lists who holds each)
 */
export function allocateSlot({ holders, range, requested, avoid = new Map() }: SlotRequest): number {
  if (requested !== undefined) return check(requested, holders, range);

  const taken: string[] = [];
  for (let slot = range.min; slot <= range.max; slot += 1) {
    const why = holders.get(slot)?.join(', ') ?? avoid.get(slot);
    if (why === undefined) return slot;
    taken.push(`slot ${slot}: ${why}`);
  }
  throw new CodedError(`No slot from ${range.min} to ${range.max} is free`, {
    code: 'NO_FREE_SLOT',
    detail: taken.join('\n'),
    hint: 'Destroy a sandbox that you no longer need, or free the ports of a slot.',
  });
}

function check(slot: number, holders: SlotHolders, range: SlotRange): number {
  const within = `from ${range.min} to ${range.max}`;
  if (!Number.isInteger(slot) || slot < range.min || slot > range.max) {
    throw new CodedError(`Slot ${slot} does not exist`, {
      code: 'SLOT_OUT_OF_RANGE',
      hint: `Choose a slot ${within}.`,
    });
  }
  const holder = holders.get(slot)?.join(', ');
  if (holder === undefined) return slot;
  throw new CodedError(`Slot ${slot} is taken by ${holder}`, {
    code: 'SLOT_TAKEN',
    hint: `Choose another slot ${within}, or none: the lowest free slot is then used.`,
  });
}
