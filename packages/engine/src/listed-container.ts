/** What a list of containers tells of each. */
export interface ListedContainer {
  readonly id: string;
  readonly name: string;
  /** As it was named when the container was made. */
  readonly image: string;
  readonly imageId: string;
  /** `created`, `running`, `restarting`, `exited`, `paused`, `dead`, `removing`. */
  readonly state: string;
  /** For people: `Up 2 minutes (healthy)`, `Exited (1) 3 hours ago`. */
  readonly status: string;
  /** Milliseconds since 1970, to the second. */
  readonly createdAt: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly ListedPort[];
  readonly mounts: readonly ListedMount[];
}

/** A port of a container, published or not. */
export interface ListedPort {
  /** In the container. */
  readonly target: number;
  /** On the Engine's machine; undefined where it is not published. */
  readonly published: number | undefined;
  /** The address that it is published at there. */
  readonly address: string | undefined;
  /** `tcp`, `udp`, `sctp`. */
  readonly protocol: string;
}

/** What is mounted into a container. */
export interface ListedMount {
  /** `bind`, `volume`, `tmpfs`, … */
  readonly type: string;
  /** Of a volume. */
  readonly name: string | undefined;
  /** The directory on the Engine's machine. */
  readonly source: string;
  /** The place in the container. */
  readonly target: string;
}

/** A container as the Engine's list has it. Source: https://docs.docker.com/reference/api/engine/ (`GET /containers/json`) */
export interface RawContainer {
  readonly Id: string;
  readonly Names?: string[] | null | undefined;
  readonly Image: string;
  readonly ImageID: string;
  readonly State: string;
  readonly Status: string;
  /** Seconds since 1970. */
  readonly Created: number;
  readonly Labels?: Record<string, string> | null | undefined;
  readonly Ports?: RawPort[] | null | undefined;
  readonly Mounts?: RawMount[] | null | undefined;
}

interface RawPort {
  readonly IP?: string | undefined;
  readonly PrivatePort: number;
  readonly PublicPort?: number | undefined;
  readonly Type: string;
}

interface RawMount {
  readonly Type: string;
  readonly Name?: string | undefined;
  readonly Source?: string | undefined;
  readonly Destination: string;
}

/** What is read of it. */
export function toListed({
  Id,
  Names,
  Image,
  ImageID,
  State,
  Status,
  Created,
  Labels,
  Ports,
  Mounts,
}: RawContainer): ListedContainer {
  // Others' links to it are names as well, with a slash inside.
  const own = Names?.find((name) => !name.includes('/', 1)) ?? Names?.[0] ?? '';
  return {
    id: Id,
    name: own.replace(/^\//, ''),
    image: Image,
    imageId: ImageID,
    state: State,
    status: Status,
    createdAt: Created * 1000,
    labels: Labels ?? {},
    ports: (Ports ?? []).map((port) => ({
      target: port.PrivatePort,
      published: port.PublicPort,
      address: port.IP,
      protocol: port.Type,
    })),
    mounts: (Mounts ?? []).map((mount) => ({
      type: mount.Type,
      name: mount.Name || undefined,
      source: mount.Source ?? '',
      target: mount.Destination,
    })),
  };
}
