import * as z from 'zod/mini';

const port = z.object({
  target: z.number(),
  /** A number, a range (`8000-8005`), or absent for one that the Engine picks. */
  published: z.optional(z.string()),
  host_ip: z.optional(z.string()),
  protocol: z.optional(z.string()),
});

const mount = z.object({
  type: z.string(),
  source: z.optional(z.string()),
  target: z.string(),
  bind: z.nullish(z.object({ create_host_path: z.optional(z.boolean()) })),
});

/** Where a service has a config or a secret: its key in the file, and its path in the container, which Compose makes up where there is none. */
const givenTo = z.object({ source: z.string(), target: z.optional(z.string()) });

const healthcheck = z.object({
  test: z.nullish(z.array(z.string())),
  interval: z.optional(z.string()),
  start_period: z.optional(z.string()),
  start_interval: z.optional(z.string()),
  disable: z.optional(z.boolean()),
});

/** All that it says is kept: two services build the same if every word of it is the same. */
const build = z.looseObject({
  /** An absolute path, or the address of a remote context. */
  context: z.optional(z.string()),
  /** Absolute, or relative to the context. */
  dockerfile: z.optional(z.string()),
  dockerfile_inline: z.optional(z.string()),
  args: z.nullish(z.record(z.string(), z.nullable(z.string()))),
  additional_contexts: z.nullish(z.record(z.string(), z.string())),
  cache_from: z.nullish(z.array(z.string())),
  tags: z.nullish(z.array(z.string())),
});

const dependency = z.looseObject({
  /** Absent: it is. */
  required: z.optional(z.boolean()),
});

const service = z.object({
  image: z.optional(z.string()),
  build: z.nullish(build),
  pull_policy: z.optional(z.string()),
  platform: z.optional(z.string()),
  container_name: z.optional(z.string()),
  command: z.nullish(z.array(z.string())),
  entrypoint: z.nullish(z.array(z.string())),
  init: z.optional(z.boolean()),
  depends_on: z.nullish(z.record(z.string(), dependency)),
  hostname: z.optional(z.string()),
  /** By their keys in the file, each with its options as they are written; absent where there is a network mode. */
  networks: z.nullish(z.record(z.string(), z.nullable(z.record(z.string(), z.unknown())))),
  environment: z.nullish(z.record(z.string(), z.nullable(z.string()))),
  ports: z.nullish(z.array(port)),
  volumes: z.nullish(z.array(mount)),
  configs: z.nullish(z.array(givenTo)),
  secrets: z.nullish(z.array(givenTo)),
  healthcheck: z.nullish(healthcheck),
  restart: z.optional(z.string()),
  scale: z.optional(z.number()),
  deploy: z.nullish(
    z.object({
      replicas: z.optional(z.number()),
      restart_policy: z.nullish(z.object({ condition: z.optional(z.string()) })),
    }),
  ),
});

const resource = z.nullish(z.object({ name: z.optional(z.string()), external: z.optional(z.boolean()) }));
const network = z.nullish(
  z.object({
    name: z.optional(z.string()),
    external: z.optional(z.boolean()),
    internal: z.optional(z.boolean()),
    enable_ipv6: z.optional(z.boolean()),
  }),
);

/** A config or a secret of a file. */
const given = z.nullish(
  z.object({
    file: z.optional(z.string()),
    content: z.optional(z.string()),
    /** The variable whose value it is: Compose takes it from its environment when it makes a container. */
    environment: z.optional(z.string()),
  }),
);

/** What `docker compose config --format json` prints, as far as it is read here. */
export const composeConfig = z.object({
  name: z.string(),
  services: z.pipe(
    z.nullish(z.record(z.string(), service)),
    z.transform((services) => services ?? {}),
  ),
  networks: z.nullish(z.record(z.string(), network)),
  volumes: z.nullish(z.record(z.string(), resource)),
  configs: z.nullish(z.record(z.string(), given)),
  secrets: z.nullish(z.record(z.string(), given)),
});

/**
 * A resolved Compose file: the enabled services, their published ports, mounts and health checks. Values have `$`
 * doubled, as Compose prints them; {@link undouble} undoes it. Source: https://docs.docker.com/reference/compose-file/
 */
export type ComposeConfig = z.infer<typeof composeConfig>;
/** A service as `docker compose config --format json` prints it, with the parts of it that are read here. */
export type ComposeService = z.infer<typeof service>;
/** The `build` of a service, likewise. */
export type ComposeBuild = z.infer<typeof build>;

/** Undoes the doubling of `$` in what `docker compose config` prints. */
export function undouble(value: string): string {
  return value.replaceAll('$$', '$');
}
