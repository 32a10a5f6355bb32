import * as z from 'zod';

const port = z.object({
  target: z.number(),
  /** A number, a range (`8000-8005`), or absent for one that the Engine picks. */
  published: z.string().optional(),
  host_ip: z.string().optional(),
  protocol: z.string().optional(),
});

const mount = z.object({
  type: z.string(),
  source: z.string().optional(),
  target: z.string(),
  bind: z.object({ create_host_path: z.boolean().optional() }).nullish(),
});

const healthcheck = z.object({
  test: z.array(z.string()).nullish(),
  interval: z.string().optional(),
  start_period: z.string().optional(),
  start_interval: z.string().optional(),
  disable: z.boolean().optional(),
});

const service = z.object({
  image: z.string().optional(),
  build: z.unknown().optional(),
  container_name: z.string().optional(),
  command: z.array(z.string()).nullish(),
  entrypoint: z.array(z.string()).nullish(),
  init: z.boolean().optional(),
  environment: z.record(z.string(), z.string().nullable()).nullish(),
  ports: z.array(port).nullish(),
  volumes: z.array(mount).nullish(),
  healthcheck: healthcheck.nullish(),
  restart: z.string().optional(),
  scale: z.number().optional(),
  deploy: z.object({ replicas: z.number().optional() }).nullish(),
});

const resource = z.object({ name: z.string().optional(), external: z.boolean().optional() }).nullish();

/** What `docker compose config --format json` prints, as far as it is read here. */
export const composeConfig = z.object({
  name: z.string(),
  services: z
    .record(z.string(), service)
    .nullish()
    .transform((services) => services ?? {}),
  networks: z.record(z.string(), resource).nullish(),
  volumes: z.record(z.string(), resource).nullish(),
});

/**
 * A resolved Compose file: the enabled services, their published ports, mounts and health checks. Values have `$`
 * doubled, as Compose prints them; {@link undouble} undoes it. Source: https://docs.docker.com/reference/compose-file/
 */
export type ComposeConfig = z.infer<typeof composeConfig>;
export type ComposeService = z.infer<typeof service>;

/** Undoes the doubling of `$` in what `docker compose config` prints. */
export function undouble(value: string): string {
  return value.replaceAll('$$', '$');
}
