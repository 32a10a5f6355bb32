import type { ContainerSummary } from '@ktrdr/compose-runner';
import { ktrdrLayout, portsOfSlot } from '@ktrdr/ports';
import type { Instance } from '../instance.ts';
import { urlHost } from '../url-host.ts';
import { type InstanceState, stateOf } from './instance-state.ts';

/** The URLs of an instance; null where the service is absent. */
export interface InstanceUrls {
  readonly api: string | null;
  readonly docs: string | null;
  readonly grafana: string | null;
  readonly jaeger: string | null;
  readonly prometheus: string | null;
}

/** An instance as programs read it (`--json`). */
export interface InstanceDescription {
  readonly id: string;
  readonly kind: 'local-prod' | 'sandbox';
  readonly slot: number;
  readonly path: string;
  readonly state: InstanceState;
  readonly containers: { readonly running: number; readonly total: number };
  readonly urls: InstanceUrls;
  /** Published ports of the slot by name: `{ api: 8000, db: 5432, …, 'worker-1': 5003 }`. */
  readonly ports: Readonly<Record<string, number>>;
}

export interface DescribeOptions {
  readonly containers: readonly ContainerSummary[];
  /** Whether the registered directory is there. */
  readonly present: boolean;
  /** The machine on which published ports are. */
  readonly host: string;
}

/** Puts what the registry and the Engine say of an instance into the contract's form. */
export function describeInstance(
  instance: Instance,
  { containers, present, host }: DescribeOptions,
): InstanceDescription {
  const ports = Object.fromEntries(portsOfSlot(ktrdrLayout, instance.slot).map(({ name, port }) => [name, port]));
  const name = host === '127.0.0.1' ? 'localhost' : urlHost(host);
  const url = (service: string, target: number, fallback: string): string | null => {
    const published = containers
      .find((one) => one.service === service)
      ?.ports.find((port) => port.target === target)?.published;
    if (published !== undefined) return `http://${name}:${published}`;
    // While nothing runs, the slot says where it would be.
    return containers.length === 0 ? `http://${name}:${ports[fallback]}` : null;
  };
  const api = url('backend', 8000, 'api');
  return {
    id: instance.id,
    kind: instance.kind.name,
    slot: instance.slot,
    path: instance.path,
    state: present ? stateOf(containers) : 'missing',
    containers: { running: containers.filter(({ state }) => state === 'running').length, total: containers.length },
    urls: {
      api,
      docs: api === null ? null : `${api}/docs`,
      grafana: url('grafana', 3000, 'grafana'),
      jaeger: url('jaeger', 16_686, 'jaeger-ui'),
      prometheus: url('prometheus', 9090, 'prometheus'),
    },
    ports,
  };
}
