import * as z from 'zod/mini';

/** An image of the Engine. */
export interface Image {
  readonly id: string;
  /** `name:tag` */
  readonly tags: readonly string[];
  /** `name@sha256:…`, under which it was pulled. */
  readonly digests: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

const names = () =>
  z.pipe(
    z.nullish(z.array(z.string())),
    // An image without a name has such a one in older Engines.
    z.transform((list) => (list ?? []).filter((name) => !name.includes('<none>'))),
  );
const labels = () => z.nullish(z.record(z.string(), z.string()));

/** Source: https://docs.docker.com/reference/api/engine/ (`GET /images/json`) */
export const listedImages = () =>
  z.array(
    z.pipe(
      z.object({ Id: z.string(), RepoTags: names(), RepoDigests: names(), Labels: labels() }),
      z.transform(({ Id, RepoTags, RepoDigests, Labels }): Image => ({
        id: Id,
        tags: RepoTags,
        digests: RepoDigests,
        labels: Labels ?? {},
      })),
    ),
  );

/** Source: https://docs.docker.com/reference/api/engine/ (`GET /images/{name}/json`) */
export const inspectedImage = () =>
  z.pipe(
    z.object({
      Id: z.string(),
      RepoTags: names(),
      RepoDigests: names(),
      Config: z.nullish(z.object({ Labels: labels() })),
    }),
    z.transform(({ Id, RepoTags, RepoDigests, Config }): Image => ({
      id: Id,
      tags: RepoTags,
      digests: RepoDigests,
      labels: Config?.Labels ?? {},
    })),
  );
