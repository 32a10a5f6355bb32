import { setTimeout as sleep } from 'node:timers/promises';
import { CodedError } from '@ktrdr/errors';
import { type Container, type PortPublisher, LOCAL_HOST } from '@ktrdr/compose-runner';
import { findListeners, type Listener } from '@ktrdr/ports';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { removeOrphans } from '../engine/find-orphans.ts';
import type { ConfiguredPort } from '../readiness/published-ports.ts';
import { stopHolders } from './stop-holders.ts';

/** How long the Engine may take to start a container that it is starting, and how often that is looked at. */
const STARTED_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 200;

/** A port that somebody else holds. */
export interface HeldPort {
  readonly port: number;
  readonly protocol: string;
  readonly service: string;
  /** Who it is, as far as the system tells this user. */
  readonly holder: string;
  /** The name of a container of the instance's own, if it is that. */
  readonly container?: string;
  /** The Compose project of its container, where that was started in the instance's own directory, without us. */
  readonly projectByHand?: string;
}

/**
 * Refuses when somebody else holds a host port that the instance is about to publish. Its own containers do not count.
 *
 * @throws CodedError `PORT_TAKEN`, naming every port and its holder
 */
export async function assertPortsFree(
  context: Context,
  instance: Instance,
  { ports, publishers, orphans }: AssertPortsOptions,
): Promise<void> {
  const look = async (asked: Promise<readonly PortPublisher[]>): Promise<readonly HeldPort[]> => {
    const all = [
      ...ownLeftOvers(ports, await asked, orphans),
      ...(await findPortHolders(context, instance.id, ports, asked)),
    ];
    return all.filter((one) => !hasAnother(one, ports, all));
  };
  let held = await look(publishers);
  const until = performance.now() + STARTED_WITHIN_MS;
  // The Engine holds a container's ports before it tells of them, as that of a start which was killed.
  while (held.length > 0) {
    const isStarting = (await context.docker.containers(instance.id)).some(({ state }) => state === 'created');
    held = await look(context.docker.publishers());
    if (!isStarting || performance.now() > until) break;
    if (held.length > 0) await sleep(LOOK_EVERY_MS);
  }
  if (held.length === 0) return;
  const own = orphans.filter(({ name }) => held.some(({ container }) => container === name));
  throw new CodedError(`${instance.id} cannot start: ${describeHeld(held)}`, {
    code: 'PORT_TAKEN',
    hint:
      own.length > 0
        ? `Remove what is left over, then run the command again: ${removeOrphans(own)}. Nothing was started.`
        : `${stopHolders(held)} run the command again. Nothing was started.`,
  });
}

/** Whether the Engine may choose another port of the same range, which nobody holds. */
function hasAnother(
  { port, protocol, service }: HeldPort,
  ports: readonly ConfiguredPort[],
  held: readonly HeldPort[],
): boolean {
  const range = ports.find(
    (one) => one.published === port && one.protocol === protocol && one.service === service && one.choices > 1,
  );
  if (range === undefined) return false;
  const isHeld = (published: number): boolean =>
    held.some((one) => one.port === published && one.protocol === protocol);
  return ports.some(
    (one) =>
      one.service === service && one.target === range.target && one.protocol === protocol && !isHeld(one.published),
  );
}

export interface AssertPortsOptions {
  readonly ports: readonly ConfiguredPort[];
  readonly publishers: Promise<readonly PortPublisher[]>;
  /** The project's own containers whose service the file does not have any more. */
  readonly orphans: readonly Container[];
}

/** Ports that the project's own containers hold which no service of the file accounts for. */
function ownLeftOvers(
  wanted: readonly WantedPort[],
  publishers: readonly PortPublisher[],
  orphans: readonly Container[],
): HeldPort[] {
  return wanted.flatMap(({ published: port, protocol, service }) => {
    const container = publishers.find((one) => one.port === port && one.protocol === protocol)?.container;
    const orphan = orphans.find(({ name }) => name === container);
    if (container === undefined || orphan === undefined) return [];
    const holder = `its own container ${container}, whose service ${orphan.service} is no longer in the Compose file`;
    return [{ port, protocol, service, holder, container }];
  });
}

/** Which of these ports somebody else than a project's own containers holds, and who. */
export async function findPortHolders(
  context: Context,
  project: string,
  wanted: readonly WantedPort[],
  asked: Promise<readonly PortPublisher[]> = context.docker.publishers(),
): Promise<HeldPort[]> {
  const [host, publishers, instances] = await Promise.all([context.docker.host(), asked, registeredInstances(context)]);
  // Only this machine can be asked for its listeners. To find out who they are takes long, so that is not asked for containers' ports.
  const others = wanted.filter((port) => !publishers.some((one) => isSame(one, port)));
  const listeners = host === LOCAL_HOST ? await listenersOn(others) : [];
  return heldPorts({ wanted, publishers, listeners, instances, project });
}

/** A port on the Engine's machine and what it is for. */
export type WantedPort = Pick<ConfiguredPort, 'published' | 'protocol' | 'service'>;

/** A listener on this machine, and by which protocol. */
export interface ProtocolListener extends Listener {
  readonly protocol: string;
}

/** Who listens on these ports of this machine. */
export async function listenersOn(
  wanted: readonly Pick<WantedPort, 'published' | 'protocol'>[],
): Promise<ProtocolListener[]> {
  const found = await Promise.all(
    (['tcp', 'udp'] as const).map(async (protocol) => {
      const ports = wanted.filter((one) => one.protocol === protocol).map(({ published }) => published);
      if (ports.length === 0) return [];
      return (await findListeners(ports, { protocol })).map((listener) => Object.assign(listener, { protocol }));
    }),
  );
  return found.flat();
}

function isSame(
  one: { readonly port: number; readonly protocol: string },
  { published, protocol }: Pick<WantedPort, 'published' | 'protocol'>,
): boolean {
  return one.port === published && one.protocol === protocol;
}

export interface PortFacts {
  readonly wanted: readonly WantedPort[];
  readonly publishers: readonly PortPublisher[];
  readonly listeners: readonly ProtocolListener[];
  /** Every registered instance. */
  readonly instances: readonly Instance[];
  readonly project: string;
}

/** Which wanted ports somebody else holds. A container is named before the proxy process that listens for it. */
export function heldPorts({ wanted, publishers, listeners, instances, project }: PortFacts): HeldPort[] {
  return wanted.flatMap((one) => {
    const { published: port, protocol, service } = one;
    const publisher = publishers.find((other) => isSame(other, one));
    if (publisher !== undefined) {
      if (publisher.project === project) return [];
      const held = { port, protocol, service, holder: describeContainer(publisher, instances) };
      return isByHand(publisher, instances, project)
        ? [{ ...held, holder: `${held.holder}, started by hand in its directory`, projectByHand: publisher.project }]
        : [held];
    }
    const listener = listeners.find((other) => isSame(other, one));
    return listener === undefined ? [] : [{ port, protocol, service, holder: describeListener(listener) }];
  });
}

/** Whether Compose was run in the directory of an instance, for another project than the instance's. */
function isByHand(
  { project: other, workingDirectory }: PortPublisher,
  instances: readonly Instance[],
  project: string,
): boolean {
  return (
    instances.some(({ id, path }) => id === project && path === workingDirectory) &&
    instances.every(({ id }) => id !== other)
  );
}

/** One clause for every holder: `port 5432 is held by …; ports 4317, 4318 are held by …`. */
export function describeHeld(held: readonly HeldPort[]): string {
  const holders = [...new Set(held.map(({ holder }) => holder))];
  return holders
    .map((holder) => {
      const ports = held
        .filter((one) => one.holder === holder)
        .map(({ port, protocol, service }) => `${port}${protocol === 'tcp' ? '' : `/${protocol}`} (${service})`);
      return `port${ports.length === 1 ? '' : 's'} ${ports.join(', ')} ${ports.length === 1 ? 'is' : 'are'} held by ${holder}`;
    })
    .join('; ');
}

function describeContainer({ container, project }: PortPublisher, instances: readonly Instance[]): string {
  const instance = instances.find(({ id }) => id === project);
  if (instance !== undefined) return `the ${instance.kind.name} ${project} (${instance.path}), container ${container}`;
  return project === '' ? `container ${container}` : `container ${container} of Compose project ${project}`;
}

/** `process node (pid 4711) on 0.0.0.0` */
export function describeListener({ process, addresses }: Listener): string {
  const at = addresses.length === 0 ? '' : ` on ${addresses.join(', ')}`;
  return process === undefined ? `a process of another user${at}` : `process ${process.name} (pid ${process.pid})${at}`;
}
