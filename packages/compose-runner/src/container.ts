import type { InspectedContainer } from '@ktrdr/engine';
import type { NetworkEndpoint } from './network-endpoint.ts';
import { probeOutput } from './probe-output.ts';
import { dependenciesIn, labels, mountedIn } from './labels.ts';

/** A container of a Compose project. */
export interface Container {
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly service: string;
  /** The directory whose project this is, as Compose recorded it. */
  readonly workingDirectory: string | undefined;
  readonly oneOff: boolean;
  /** Whether Compose did not make it: it has its labels from the image that it was run from, or from somebody's hand. */
  readonly stray: boolean;
  readonly image: string;
  /** Of the image that it was made of, whatever its name stands for by now. */
  readonly imageId: string;
  /** The names, not the values, of its environment variables that are not empty. */
  readonly variables: readonly string[];
  /** Its variables with their values, secrets in clear among them. A function, so that no container shows them that is printed or made JSON. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** `created`, `running`, `restarting`, `exited`, `paused`, `dead`, `removing`. */
  readonly state: string;
  readonly exitCode: number;
  /** When it was last started, in milliseconds since 1970 by the Engine's clock; undefined: never. */
  readonly startedAt: number | undefined;
  /** When it last ended; undefined: never. */
  readonly finishedAt: number | undefined;
  /** Why the Engine could not start it, if so; empty where only nobody waited for it any more. */
  readonly startError: string;
  readonly outOfMemory: boolean;
  readonly restartCount: number;
  /** `no`, `always`, `unless-stopped`, `on-failure`. */
  readonly restartPolicy: string;
  /** Whose its processes are: a name or a number, perhaps with a group after a colon; empty: root. */
  readonly user: string;
  /** How much memory it may use, in bytes; 0: as much as there is. */
  readonly memoryLimit: number;
  /** Absent without a health check. */
  readonly health: Health | undefined;
  /** Of TCP alone. */
  readonly ports: readonly PublishedPort[];
  /** The networks that it is on, also while it does not run. */
  readonly networks: readonly NetworkEndpoint[];
  /** The network that it was made for and that somebody has taken it off; undefined: none. */
  readonly lostNetwork: string | undefined;
  /** The files and directories of the Engine's machine that it has, by where they are there. */
  readonly binds: readonly Bind[];
  /** The services that it was made to wait for. */
  readonly dependsOn: readonly string[];
}

/** A file or directory of the Engine's machine that a container has. */
export interface Bind {
  readonly source: string;
  readonly target: string;
  /** Which one it was when the container was made; absent where nobody noted it (`MOUNTS_LABEL`). */
  readonly noted?: string;
}

/** What the Engine says of a container that has a health check. */
export interface Health {
  /** `starting`, `healthy` or `unhealthy`. Within the start period a failing probe leaves it at `starting`. */
  readonly status: string;
  readonly lastProbe: Probe | undefined;
}

/** A run of a health check. */
export interface Probe {
  /** When it began, as the Engine writes it: what tells two probes apart. */
  readonly startedAt: string;
  readonly exitCode: number;
  /** What it wrote, without curl's progress. */
  readonly output: string;
}

/** A port of a container that can be reached from outside it. */
export interface PublishedPort {
  /** The port on the Engine's machine. */
  readonly published: number;
  /** The port in the container. */
  readonly target: number;
  /** The address it is bound to there. */
  readonly address: string;
}

/**
 * What the Engine writes down where its client goes in the middle of a start, as Compose ends those under way when another one fails.
 * That says nothing of this container.
 */
const GIVEN_UP = 'context canceled';

/** What is read of a container that was inspected. */
export function toContainer(inspected: InspectedContainer): Omit<Container, 'stray'> {
  const { labels: all, health } = inspected;
  const mounted = mountedIn(all);
  return {
    id: inspected.id,
    name: inspected.name,
    project: all[labels.project] ?? '',
    service: all[labels.service] ?? '',
    workingDirectory: all[labels.workingDirectory],
    oneOff: isOneOff(all),
    image: inspected.image,
    imageId: inspected.imageId,
    variables: inspected.environment.flatMap((entry) => /^([^=]+)=./.exec(entry)?.[1] ?? []),
    environment: () => toVariables(inspected.environment),
    state: inspected.state,
    exitCode: inspected.exitCode,
    startedAt: inspected.startedAt,
    finishedAt: inspected.finishedAt,
    startError: inspected.startError === GIVEN_UP ? '' : inspected.startError,
    outOfMemory: inspected.outOfMemory,
    restartCount: inspected.restartCount,
    restartPolicy: inspected.restartPolicy,
    user: inspected.user,
    memoryLimit: inspected.memoryLimit,
    health: health && { status: health.status, lastProbe: toProbe(health.probes.at(-1)) },
    ports: inspected.ports
      .filter(({ protocol }) => protocol === 'tcp')
      .map(({ published, target, address }) => ({ published, target, address })),
    binds: inspected.mounts
      .filter(({ type }) => type === 'bind')
      .map(({ source, target }) => {
        const noted = mounted.get(target);
        return noted === undefined ? { source, target } : { source, target, noted };
      }),
    networks: inspected.networks.map(({ dnsNames, ...same }) => ({
      ...same,
      names: [...new Set([...dnsNames, ...same.aliases])],
    })),
    lostNetwork: lostNetworkOf(inspected),
    dependsOn: dependenciesIn(all),
  };
}

/** What is no network of its own. Source: https://docs.docker.com/engine/network/ */
const MODE = /^(?:default|bridge|host|none|container:.*|)$/;

function lostNetworkOf({ networkMode, networks }: InspectedContainer): string | undefined {
  const isOn = networks.some(({ network, networkId }) => network === networkMode || networkId === networkMode);
  return isOn || MODE.test(networkMode) ? undefined : networkMode;
}

function toProbe(probe: Probe | undefined): Probe | undefined {
  return probe && { ...probe, output: probeOutput(probe.output) };
}

function toVariables(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

/** Whether `docker compose run` made it. */
export function isOneOff(all: InspectedContainer['labels']): boolean {
  return all[labels.oneOff]?.toLowerCase() === 'true';
}
