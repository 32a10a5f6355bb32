import * as z from 'zod/mini';
import type { MadeFrom } from './made-by-compose.ts';
import { endpoints, type NetworkEndpoint, toNetworkEndpoints } from './network-endpoint.ts';
import { labels } from './labels.ts';

// Schemas that most commands do not use are made when they are used.
const inspected = () =>
  z.object({
    Id: z.string(),
    Image: z.string(),
    Name: z.string(),
    Created: z.string(),
    RestartCount: z.number(),
    Config: z.object({
      Image: z.string(),
      Labels: z.nullish(z.record(z.string(), z.string())),
      Env: z.nullish(z.array(z.string())),
    }),
    HostConfig: z.object({ RestartPolicy: z.nullish(z.object({ Name: z.string() })) }),
    NetworkSettings: z.object({
      Networks: endpoints(),
      Ports: z.nullish(
        z.record(z.string(), z.nullable(z.array(z.object({ HostIp: z.string(), HostPort: z.string() })))),
      ),
    }),
    State: z.object({
      Status: z.string(),
      ExitCode: z.number(),
      OOMKilled: z.boolean(),
      Error: z.string(),
      StartedAt: z.string(),
      FinishedAt: z.string(),
      Health: z.nullish(
        z.object({
          Status: z.string(),
          Log: z.nullish(z.array(z.object({ Start: z.string(), ExitCode: z.number(), Output: z.string() }))),
        }),
      ),
    }),
  });

/** What `docker inspect` prints of a container, as far as it is read here. */
export const inspectedContainer = z.lazy(() => z.pipe(inspected(), z.transform(toContainer)));

/** A container before its image was asked what it has handed on. */
export interface InspectedContainer {
  readonly container: Omit<Container, 'stray'>;
  readonly madeFrom: MadeFrom;
}

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
  /** `created`, `running`, `restarting`, `exited`, `paused`, `dead`, `removing`. */
  readonly state: string;
  readonly exitCode: number;
  /** When it was last started, in milliseconds since 1970 by the Engine's clock; undefined: never. */
  readonly startedAt: number | undefined;
  /** Why the Engine could not start it, if so. */
  readonly startError: string;
  readonly outOfMemory: boolean;
  readonly restartCount: number;
  /** `no`, `always`, `unless-stopped`, `on-failure`. */
  readonly restartPolicy: string;
  /** Absent without a health check. */
  readonly health: Health | undefined;
  /** Of TCP alone. */
  readonly ports: readonly PublishedPort[];
  /** The networks that it is on, also while it does not run. */
  readonly networks: readonly NetworkEndpoint[];
}

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
  readonly output: string;
}

export interface PublishedPort {
  /** The port on the Engine's machine. */
  readonly published: number;
  /** The port in the container. */
  readonly target: number;
  /** The address it is bound to there. */
  readonly address: string;
}

function toContainer({
  Id,
  Image,
  Name,
  RestartCount,
  Config,
  HostConfig,
  NetworkSettings,
  State,
}: z.infer<ReturnType<typeof inspected>>): InspectedContainer {
  const label = (name: string): string | undefined => Config.Labels?.[name];
  const probe = State.Health?.Log?.at(-1);
  const container = {
    id: Id,
    name: Name.replace(/^\//, ''),
    project: label(labels.project) ?? '',
    service: label(labels.service) ?? '',
    workingDirectory: label(labels.workingDirectory),
    oneOff: label(labels.oneOff)?.toLowerCase() === 'true',
    image: Config.Image,
    imageId: Image,
    variables: (Config.Env ?? []).flatMap((entry) => /^([^=]+)=./.exec(entry)?.[1] ?? []),
    state: State.Status,
    exitCode: State.ExitCode,
    startedAt: startOf(State.StartedAt),
    startError: State.Error,
    outOfMemory: State.OOMKilled,
    restartCount: RestartCount,
    restartPolicy: HostConfig.RestartPolicy?.Name || 'no',
    health:
      (State.Health && {
        status: State.Health.Status,
        lastProbe: probe && { startedAt: probe.Start, exitCode: probe.ExitCode, output: probe.Output },
      }) ||
      undefined,
    ports: Object.entries(NetworkSettings.Ports ?? {}).flatMap(([target, bindings]) =>
      (target.endsWith('/tcp') ? (bindings ?? []) : []).map(({ HostIp, HostPort }) => ({
        published: Number(HostPort),
        target: Number.parseInt(target, 10),
        address: HostIp,
      })),
    ),
    networks: toNetworkEndpoints(NetworkSettings.Networks),
  };
  const madeFrom = {
    id: Id,
    imageId: Image,
    recordedImage: label(labels.image) ?? '',
    configHash: label(labels.configHash) ?? '',
  };
  return { container, madeFrom };
}

/** The Engine says `0001-01-01T00:00:00Z` of a container that was never started. */
function startOf(time: string): number | undefined {
  const milliseconds = Date.parse(time);
  return milliseconds > 0 ? milliseconds : undefined;
}
