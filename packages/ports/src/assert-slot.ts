import { CodedError } from '@ktrdr/errors';
import type { PortLayout } from './port-layout.ts';

/** Refuses a slot that the layout does not have, naming the range. */
export function assertSlot(layout: PortLayout, slot: number): void {
  if (Number.isInteger(slot) && slot >= 0 && slot <= layout.lastSlot) return;
  throw new CodedError(`Slot ${slot} does not exist: slots are 0 to ${layout.lastSlot}`, {
    code: 'SLOT_OUT_OF_RANGE',
    hint: `Use a whole number from 0 to ${layout.lastSlot}.`,
  });
}
