import * as z from 'zod';

const number = z.union([z.string(), z.number()]).transform(String);

/** `"[ip:]published:target[/protocol]"`, or the long form. */
const port = z.union([
  number,
  z.object({ published: number.nullish(), target: number.nullish() }).transform(({ published, target }) => ({
    published: published ?? undefined,
    target: target ?? undefined,
  })),
]);

/** What `docker compose config --no-interpolate --format json` prints, as far as it is read here. */
export const unresolvedConfig = z.object({
  services: z
    .record(z.string(), z.object({ ports: z.array(port).nullish(), profiles: z.array(z.string()).nullish() }))
    .nullish()
    .transform((services) => services ?? {}),
});

/** A Compose file with its variables as they are written, of the services of all profiles. */
export type UnresolvedConfig = z.infer<typeof unresolvedConfig>;
