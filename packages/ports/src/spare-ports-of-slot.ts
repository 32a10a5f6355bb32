import { assertSlot } from './assert-slot.ts';
import type { PortLayout } from './port-layout.ts';

/**
 * The ports that `slot` keeps for published ports which no rule names, run by run; none in slot 0, where a file's own defaults hold.
 *
 * @throws CodedError `SLOT_OUT_OF_RANGE`
 */
export function sparePortsOfSlot(layout: PortLayout, slot: number): number[] {
  assertSlot(layout, slot);
  if (slot === 0) return [];
  return (layout.spare ?? []).flatMap(({ first, step, count }) =>
    Array.from({ length: count }, (_, index) => first + step * (slot - 1) + index),
  );
}
