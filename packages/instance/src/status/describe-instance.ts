import { type ContainerSummary, LOCAL_HOST } from '@ktrdr/compose-runner';
import { ktrdrLayout, portsOfSlot } from '@ktrdr/ports';
import type { Instance } from '../core/instance.ts';
import { isSlot } from '../core/is-slot.ts';
import type { ServedServices } from '../served/served-services.ts';
import { urlHost } from '../core/url-host.ts';
import { type InstanceState, stateOf } from '../served/instance-state.ts';

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
  /** Published ports of the slot by name: `{ api: 8000, db: 5432, …, 'worker-1': 5003 }`; none of a slot that there is not. */
  readonly ports: Readonly<Record<string, number>>;
}

export interface DescribeOptions {
  readonly containers: readonly ContainerSummary[];
  /** Whether the registered directory is there. */
  readonly present: boolean;
  /** The machine on which published ports are. */
  readonly host: string;
  /** What the Compose file serves, for what does not run; undefined: nobody knows. */
  readonly served: ServedServices | undefined;
  /** The services that the last start was to start, each with the number of its containers, for where `served` is not known; undefined: nobody knows. */
  readonly started?: ReadonlyMap<string, number> | undefined;
}

/** Puts what the registry and the Engine say of an instance into the contract's form. */
export function describeInstance(
  instance: Instance,
  { containers: all, present, host, served, started }: DescribeOptions,
): InstanceDescription {
  const slotPorts = isSlot(instance.slot) ? portsOfSlot(ktrdrLayout, instance.slot) : [];
  const ports = Object.fromEntries(slotPorts.map(({ name, port }) => [name, port]));
  const name = host === LOCAL_HOST ? 'localhost' : urlHost(host);
  const containers = ofServices(all, (served ?? started)?.keys());
  const url = (service: string, target: number): string | null => {
    const published =
      containers.find((one) => one.service === service)?.ports.find((port) => port.target === target)?.published ??
      served?.get(service)?.ports.get(target);
    return published === undefined ? null : `http://${name}:${published}`;
  };
  const api = url('backend', 8000);
  return {
    id: instance.id,
    kind: instance.kind.name,
    slot: instance.slot,
    path: instance.path,
    state: present ? stateOf(all) : 'missing',
    containers: { running: all.filter(({ state }) => state === 'running').length, total: all.length },
    urls: {
      api,
      // Of both generations: FastAPI is given its paths below the API's prefix.
      docs: api === null ? null : `${api}/api/v1/docs`,
      grafana: url('grafana', 3000),
      jaeger: url('jaeger', 16_686),
      prometheus: url('prometheus', 9090),
    },
    ports,
  };
}

/** Without what is left of a service that there is no more: of another branch's file, say. It serves nothing of the instance. */
function ofServices(
  containers: readonly ContainerSummary[],
  services: Iterable<string> | undefined,
): readonly ContainerSummary[] {
  if (services === undefined) return containers;
  const names = new Set(services);
  return containers.filter(({ service }) => names.has(service));
}

/** Whether every URL can be told without the Compose file: what runs says where it is, and what has no container is absent. */
export function sayAllUrls(containers: readonly ContainerSummary[]): boolean {
  const services = containers.filter(({ service }) => URL_SERVICES.has(service));
  return containers.length > 0 && services.every(({ ports }) => ports.length > 0);
}

const URL_SERVICES = new Set(['backend', 'grafana', 'jaeger', 'prometheus']);
