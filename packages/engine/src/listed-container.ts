import * as z from 'zod/mini';

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

const listed = () =>
  z.object({
    Id: z.string(),
    Names: z.nullish(z.array(z.string())),
    Image: z.string(),
    ImageID: z.string(),
    State: z.string(),
    Status: z.string(),
    Created: z.number(),
    Labels: z.nullish(z.record(z.string(), z.string())),
    Ports: z.nullish(
      z.array(
        z.object({
          IP: z.optional(z.string()),
          PrivatePort: z.number(),
          PublicPort: z.optional(z.number()),
          Type: z.string(),
        }),
      ),
    ),
    Mounts: z.nullish(
      z.array(
        z.object({
          Type: z.string(),
          Name: z.optional(z.string()),
          Source: z.optional(z.string()),
          Destination: z.string(),
        }),
      ),
    ),
  });

/** Source: https://docs.docker.com/reference/api/engine/ (`GET /containers/json`) */
export const listedContainers = () => z.array(z.pipe(listed(), z.transform(toListed)));

function toListed({
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
}: z.infer<ReturnType<typeof listed>>): ListedContainer {
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
