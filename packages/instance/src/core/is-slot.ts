import { LOCAL_PROD_SLOT, SANDBOX_SLOTS } from './kinds.ts';

/** Whether there is such a slot. A registry that was edited may have another, and the instance that has it is there all the same. */
export function isSlot(slot: number): boolean {
  return Number.isInteger(slot) && slot >= LOCAL_PROD_SLOT && slot <= SANDBOX_SLOTS.max;
}
