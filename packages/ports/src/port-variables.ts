import type { PortLayout } from './port-layout.ts';
import { portsOfSlot } from './ports-of-slot.ts';

/**
 * The environment variables that carry a slot's published ports: `{ KTRDR_API_PORT: '8001', … }`.
 *
 * @throws CodedError `SLOT_OUT_OF_RANGE`
 */
export function portVariables(layout: PortLayout, slot: number): Record<string, string> {
  return Object.fromEntries(portsOfSlot(layout, slot).map(({ variable, port }) => [variable, String(port)]));
}
