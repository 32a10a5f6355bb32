import type { ComposeConfig } from '@ktrdr/compose-runner';
import { ktrdrLayout, portsOfSlot, sparePortsOfSlot } from '@ktrdr/ports';

/** A host-side port in a resolved Compose file. */
export interface ConfiguredPort {
  readonly service: string;
  readonly published: number;
  readonly target: number;
  /** The address it is bound to; all addresses when absent. */
  readonly address: string | undefined;
  readonly protocol: string;
  /** How many ports the Engine chooses this one from; 1 for one that is fixed. */
  readonly choices: number;
}

/** Every fixed host port that the enabled services publish. Ports that the Engine picks by itself cannot conflict. */
export function configuredPorts(config: ComposeConfig): ConfiguredPort[] {
  return Object.entries(config.services).flatMap(([service, { ports }]) =>
    (ports ?? []).flatMap(({ published, target, host_ip: address, protocol = 'tcp' }) =>
      numbersOf(published).map((number, _, { length: choices }) => ({
        service,
        published: number,
        target,
        address,
        protocol,
        choices,
      })),
    ),
  );
}

/**
 * The ports of a sandbox that do not move with its slot: another one would want the same. In slot 0, which there is once, the numbers of
 * a file hold as they are.
 */
export function portsOutsideSlot(ports: readonly ConfiguredPort[], slot: number): ConfiguredPort[] {
  if (slot === 0) return [];
  const own = new Set([
    ...portsOfSlot(ktrdrLayout, slot).map(({ port }) => port),
    ...sparePortsOfSlot(ktrdrLayout, slot),
  ]);
  return ports.filter(({ published }) => !own.has(published));
}

function numbersOf(published: string | undefined): number[] {
  const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(published ?? '') ?? [];
  if (first === undefined) return [];
  const from = Number(first);
  if (from === 0) return [];
  return Array.from({ length: Number(last ?? first) - from + 1 }, (_, index) => from + index);
}
