import * as z from 'zod/mini';
import { labels } from './labels.ts';

const names = z.pipe(
  z.nullish(z.array(z.string())),
  z.transform((list) => list ?? []),
);

/** What `docker image inspect` says of an image. Source: https://docs.docker.com/reference/cli/docker/image/inspect/ */
export const imageSummary = z.pipe(
  z.object({
    id: z.string(),
    tags: names,
    digests: names,
    labels: z.nullish(z.record(z.string(), z.string())),
  }),
  z.transform(({ id, tags, digests, labels: all }) => ({
    id,
    /** Every name that it has: tags, and digests under which it was pulled. */
    names: [...tags, ...digests],
    /** The Compose project whose files built it. */
    project: all?.[labels.project],
  })),
);

export type ImageSummary = z.infer<typeof imageSummary>;
