import { CodedError } from '@ktrdr/errors';
import type { PortLayout } from './port-layout.ts';
import { portsOfSlot } from './ports-of-slot.ts';
import { sparePortsOfSlot } from './spare-ports-of-slot.ts';

/**
 * Checks a layout and gives it back: every port lies in 1-65535 and belongs to one slot only, and names and variables
 * are unique.
 *
 * @throws CodedError `BAD_LAYOUT`, naming the port, name or variable that is there twice or out of range
 */
export function defineLayout(layout: PortLayout): PortLayout {
  for (const key of ['name', 'variable'] as const) {
    const seen = new Set<string>();
    for (const rule of layout.rules) {
      if (seen.has(rule[key])) throw badLayout(`Two port rules have the ${key} ${rule[key]}`);
      seen.add(rule[key]);
    }
  }
  const owners = new Map<number, string>();
  for (let slot = 0; slot <= layout.lastSlot; slot += 1) {
    const named = portsOfSlot(layout, slot).map(({ name, port }) => ({ port, owner: `${name} of slot ${slot}` }));
    const spare = sparePortsOfSlot(layout, slot).map((port) => ({ port, owner: `a spare port of slot ${slot}` }));
    for (const { port, owner } of [...named, ...spare]) {
      const other = owners.get(port);
      if (!Number.isInteger(port) || port < 1 || port > 65_535)
        throw badLayout(`Port ${port} (${owner}) is not a valid port`);
      if (other !== undefined) throw badLayout(`Port ${port} belongs to ${other} and to ${owner}`);
      owners.set(port, owner);
    }
  }
  return layout;
}

function badLayout(message: string): CodedError {
  return new CodedError(message, { code: 'BAD_LAYOUT', hint: 'Give every port of every slot its own number.' });
}
