import * as z from 'zod/mini';

/**
 * The bytes that each volume holds, by its name; without those of which the Engine does not know it.
 * Source: https://docs.docker.com/reference/api/engine/ (`GET /system/df`, `UsageData`: -1 where it is not known)
 */
export const volumeSizes = () =>
  z.pipe(
    z.object({
      Volumes: z.nullish(z.array(z.object({ Name: z.string(), UsageData: z.nullish(z.object({ Size: z.number() })) }))),
    }),
    z.transform(
      ({ Volumes }): ReadonlyMap<string, number> =>
        new Map(
          (Volumes ?? []).flatMap(({ Name, UsageData }): [string, number][] =>
            UsageData && UsageData.Size >= 0 ? [[Name, UsageData.Size]] : [],
          ),
        ),
    ),
  );
