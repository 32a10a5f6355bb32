import * as z from 'zod/mini';

/** All that is read of one container. */
export interface InspectedContainer {
  readonly id: string;
  readonly name: string;
  /** As it was named when the container was made. */
  readonly image: string;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `NAME=value`; it may hold secrets in clear. */
  readonly environment: readonly string[];
  /** Whether its process has a terminal: its output is one stream then. */
  readonly hasTerminal: boolean;
  /** `created`, `running`, `restarting`, `exited`, `paused`, `dead`, `removing`. */
  readonly state: string;
  readonly exitCode: number;
  /** Milliseconds since 1970, by the Engine's clock; undefined: never. */
  readonly startedAt: number | undefined;
  readonly finishedAt: number | undefined;
  /** Why the Engine could not start it; empty where it could. */
  readonly startError: string;
  readonly outOfMemory: boolean;
  readonly restartCount: number;
  /** `no`, `always`, `unless-stopped`, `on-failure`. */
  readonly restartPolicy: string;
  /** Whose its processes are: a name or a number, perhaps with a group after a colon; empty: root. */
  readonly user: string;
  /** How much memory it may use, in bytes; 0: as much as there is. */
  readonly memoryLimit: number;
  /** How many seconds it has to stop before it is killed; -1: as many as it takes; undefined: the Engine's own ten. */
  readonly stopSeconds: number | undefined;
  /** Undefined without a health check. */
  readonly health: InspectedHealth | undefined;
  /** What its ports are published at; none while it does not run. */
  readonly ports: readonly InspectedPort[];
  /** The network that it was made for, by its name, or a mode: `bridge`, `host`, `none`, `container:<id>`; empty where the Engine does not say it. */
  readonly networkMode: string;
  /** The networks that it is on, also while it does not run. */
  readonly networks: readonly InspectedEndpoint[];
  readonly mounts: readonly InspectedMount[];
}

/** What is mounted into a container. */
export interface InspectedMount {
  /** `bind`, `volume`, `tmpfs`. */
  readonly type: string;
  /** On the Engine's machine; empty where there is none. */
  readonly source: string;
  /** In the container. */
  readonly target: string;
}

/** What the health check of a container has found. */
export interface InspectedHealth {
  /** `starting`, `healthy` or `unhealthy`. */
  readonly status: string;
  /** The last runs of its health check, the oldest first. */
  readonly probes: readonly InspectedProbe[];
}

/** One run of a health check. */
export interface InspectedProbe {
  /** As the Engine writes it: what tells two probes apart. */
  readonly startedAt: string;
  readonly exitCode: number;
  readonly output: string;
}

/** A published port of a container. */
export interface InspectedPort {
  readonly target: number;
  /** `tcp`, `udp`, `sctp`. */
  readonly protocol: string;
  readonly published: number;
  /** The address on the Engine's machine. */
  readonly address: string;
}

/** The place of a container on one network. */
export interface InspectedEndpoint {
  /** The network's name. */
  readonly network: string;
  /** The network's id; empty before the container was started for the first time. */
  readonly networkId: string;
  readonly aliases: readonly string[];
  /** All names under which the network's other containers reach it: its own, its aliases, its host name. */
  readonly dnsNames: readonly string[];
}

const inspected = () =>
  z.object({
    Id: z.string(),
    Name: z.string(),
    Image: z.string(),
    RestartCount: z.number(),
    Config: z.object({
      Image: z.string(),
      Tty: z.boolean(),
      Labels: z.nullish(z.record(z.string(), z.string())),
      Env: z.nullish(z.array(z.string())),
      StopTimeout: z.nullish(z.number()),
      User: z.nullish(z.string()),
    }),
    Mounts: z.nullish(z.array(z.object({ Type: z.string(), Source: z.nullish(z.string()), Destination: z.string() }))),
    HostConfig: z.object({
      RestartPolicy: z.nullish(z.object({ Name: z.string() })),
      Memory: z.nullish(z.number()),
      NetworkMode: z.nullish(z.string()),
    }),
    NetworkSettings: z.object({
      Networks: z.nullish(
        z.record(
          z.string(),
          z.object({
            NetworkID: z.string(),
            Aliases: z.nullish(z.array(z.string())),
            DNSNames: z.nullish(z.array(z.string())),
          }),
        ),
      ),
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

/** Source: https://docs.docker.com/reference/api/engine/ (`GET /containers/{id}/json`) */
export const inspectedContainer = () => z.pipe(inspected(), z.transform(toInspected));

function toInspected({
  Id,
  Name,
  Image,
  RestartCount,
  Config,
  Mounts,
  HostConfig,
  NetworkSettings,
  State,
}: z.infer<ReturnType<typeof inspected>>): InspectedContainer {
  return {
    id: Id,
    name: Name.replace(/^\//, ''),
    image: Config.Image,
    imageId: Image,
    labels: Config.Labels ?? {},
    environment: Config.Env ?? [],
    hasTerminal: Config.Tty,
    state: State.Status,
    exitCode: State.ExitCode,
    startedAt: timeOf(State.StartedAt),
    finishedAt: timeOf(State.FinishedAt),
    startError: State.Error,
    outOfMemory: State.OOMKilled,
    restartCount: RestartCount,
    restartPolicy: HostConfig.RestartPolicy?.Name || 'no',
    user: Config.User ?? '',
    memoryLimit: HostConfig.Memory ?? 0,
    stopSeconds: Config.StopTimeout ?? undefined,
    health: State.Health
      ? {
          status: State.Health.Status,
          probes: (State.Health.Log ?? []).map(({ Start, ExitCode, Output }) => ({
            startedAt: Start,
            exitCode: ExitCode,
            output: Output,
          })),
        }
      : undefined,
    ports: Object.entries(NetworkSettings.Ports ?? {}).flatMap(([port, bindings]) => {
      const [target, protocol = 'tcp'] = port.split('/');
      return (bindings ?? []).map(({ HostIp, HostPort }) => ({
        target: Number(target),
        protocol,
        published: Number(HostPort),
        address: HostIp,
      }));
    }),
    networkMode: HostConfig.NetworkMode ?? '',
    networks: Object.entries(NetworkSettings.Networks ?? {}).map(([network, { NetworkID, Aliases, DNSNames }]) => ({
      network,
      networkId: NetworkID,
      aliases: Aliases ?? [],
      dnsNames: DNSNames ?? [],
    })),
    mounts: (Mounts ?? []).map(({ Type, Source, Destination }) => ({
      type: Type,
      source: Source ?? '',
      target: Destination,
    })),
  };
}

/** The Engine writes a time of the year 1 for never. */
function timeOf(text: string): number | undefined {
  const milliseconds = Date.parse(text);
  return milliseconds > 0 ? milliseconds : undefined;
}
