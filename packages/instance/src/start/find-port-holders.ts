import { CodedError } from '@ktrdr/errors';
import type { Container, PortPublisher } from '@ktrdr/compose-runner';
import { findListeners, type Listener } from '@ktrdr/ports';
import type { Context } from '../context.ts';
import type { Instance } from '../instance.ts';
import { registeredInstances } from '../registered-instances.ts';
import { removeOrphans } from './find-orphans.ts';
import type { ConfiguredPort } from './published-ports.ts';

const LOCAL_ENGINE = '127.0.0.1';

/** A port that somebody else holds. */
export interface HeldPort {
  readonly port: number;
  readonly service: string;
  /** Who it is, as far as the system tells this user. */
  readonly holder: string;
  /** The name of a container of the instance's own, if it is that. */
  readonly container?: string;
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
  const wanted = ports.filter(({ protocol }) => protocol === 'tcp');
  const held = [
    ...ownLeftOvers(wanted, await publishers, orphans),
    ...(await findPortHolders(context, instance.id, wanted, publishers)),
  ];
  if (held.length === 0) return;
  const own = orphans.filter(({ name }) => held.some(({ container }) => container === name));
  throw new CodedError(`${instance.id} cannot start: ${describeHeld(held)}`, {
    code: 'PORT_TAKEN',
    hint:
      own.length > 0
        ? `Remove what is left over, then run the command again: ${removeOrphans(own)}. Nothing was started.`
        : 'Stop what holds the port, then run the command again. Nothing was started.',
  });
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
  return wanted.flatMap(({ published: port, service }) => {
    const container = publishers.find((one) => one.port === port)?.container;
    const orphan = orphans.find(({ name }) => name === container);
    if (container === undefined || orphan === undefined) return [];
    const holder = `its own container ${container}, whose service ${orphan.service} the Compose file does not have any more`;
    return [{ port, service, holder, container }];
  });
}

/** Which of these TCP ports somebody else than a project's own containers holds, and who. */
export async function findPortHolders(
  context: Context,
  project: string,
  wanted: readonly WantedPort[],
  asked: Promise<readonly PortPublisher[]> = context.docker.publishers(),
): Promise<HeldPort[]> {
  const [host, publishers, instances] = await Promise.all([context.docker.host(), asked, registeredInstances(context)]);
  // Only this machine can be asked for its listeners. To find out who they are takes long, so that is not asked for containers' ports.
  const others = wanted
    .map(({ published }) => published)
    .filter((port) => !publishers.some((one) => one.port === port));
  const listeners = host === LOCAL_ENGINE ? await findListeners(others) : [];
  return heldPorts({ wanted, publishers, listeners, instances, project });
}

/** A port on the Engine's machine and what it is for. */
export type WantedPort = Pick<ConfiguredPort, 'published' | 'service'>;

export interface PortFacts {
  readonly wanted: readonly WantedPort[];
  readonly publishers: readonly PortPublisher[];
  readonly listeners: readonly Listener[];
  /** Every registered instance. */
  readonly instances: readonly Instance[];
  readonly project: string;
}

/** Which wanted ports somebody else holds. A container is named before the proxy process that listens for it. */
export function heldPorts({ wanted, publishers, listeners, instances, project }: PortFacts): HeldPort[] {
  return wanted.flatMap(({ published: port, service }) => {
    const publisher = publishers.find((one) => one.port === port);
    if (publisher !== undefined) {
      return publisher.project === project ? [] : [{ port, service, holder: describeContainer(publisher, instances) }];
    }
    const listener = listeners.find((one) => one.port === port);
    return listener === undefined ? [] : [{ port, service, holder: describeListener(listener) }];
  });
}

/** One clause for every holder: `port 5432 is held by …; ports 4317, 4318 are held by …`. */
export function describeHeld(held: readonly HeldPort[]): string {
  const holders = [...new Set(held.map(({ holder }) => holder))];
  return holders
    .map((holder) => {
      const ports = held.filter((one) => one.holder === holder).map(({ port, service }) => `${port} (${service})`);
      return `port${ports.length === 1 ? '' : 's'} ${ports.join(', ')} ${ports.length === 1 ? 'is' : 'are'} held by ${holder}`;
    })
    .join('; ');
}

function describeContainer({ container, project }: PortPublisher, instances: readonly Instance[]): string {
  const instance = instances.find(({ id }) => id === project);
  if (instance !== undefined)
    return `our ${instance.kind.name} ${project} (${instance.path}), its container ${container}`;
  return project === '' ? `container ${container}` : `container ${container} of Compose project ${project}`;
}

function describeListener({ process, addresses }: Listener): string {
  const at = addresses.length === 0 ? '' : ` on ${addresses.join(', ')}`;
  return process === undefined ? `a process of another user${at}` : `process ${process.name} (pid ${process.pid})${at}`;
}
