import { assertSlot } from './assert-slot.ts';
import type { PortLayout } from './port-layout.ts';

/**
 * The ports that `slot` keeps for published ports which no rule names; none in slot 0, where a file's own defaults hold.
 *
 * @throws CodedError `SLOT_OUT_OF_RANGE`
 */
export function sparePortsOfSlot(layout: PortLayout, slot: number): number[] {
  assertSlot(layout, slot);
  const { spare } = layout;
  if (slot === 0 || spare === undefined) return [];
  return Array.from({ length: spare.count }, (_, index) => spare.first + spare.step * (slot - 1) + index);
}
