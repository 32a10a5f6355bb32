import * as z from 'zod/mini';

const number = z.pipe(z.union([z.string(), z.number()]), z.transform(String));

/** `"[ip:]published:target[/protocol]"`, or the long form. */
const port = z.union([
  number,
  z.pipe(
    z.object({ published: z.nullish(number), target: z.nullish(number) }),
    z.transform(({ published, target }) => ({ published: published ?? undefined, target: target ?? undefined })),
  ),
]);

/** What `docker compose config --no-interpolate --format json` prints, as far as it is read here. */
export const unresolvedConfig = z.object({
  services: z.pipe(
    z.nullish(
      z.record(z.string(), z.object({ ports: z.nullish(z.array(port)), profiles: z.nullish(z.array(z.string())) })),
    ),
    z.transform((services) => services ?? {}),
  ),
});

/** A Compose file with its variables as they are written, of the services of all profiles. */
export type UnresolvedConfig = z.infer<typeof unresolvedConfig>;
