import { assertSlot } from './assert-slot.ts';
import type { PortLayout } from './port-layout.ts';

/** A published port of one slot. */
export interface SlotPort {
  readonly name: string;
  readonly variable: string;
  readonly port: number;
}

/**
 * The published ports of `slot`, in the layout's order.
 *
 * @throws CodedError `SLOT_OUT_OF_RANGE`
 */
export function portsOfSlot(layout: PortLayout, slot: number): SlotPort[] {
  assertSlot(layout, slot);
  return layout.rules.flatMap(({ name, variable, slotZero, others }) => {
    if (slot === 0) return [{ name, variable, port: slotZero }];
    return others === undefined ? [] : [{ name, variable, port: others.first + others.step * (slot - 1) }];
  });
}
