import * as z from 'zod/mini';
import { labels } from './labels.ts';

/** One line of `docker events --format '{{json .}}'`. Source: https://docs.docker.com/reference/cli/docker/system/events/ */
export const engineEvent = z.lazy(() =>
  z.pipe(
    z.object({
      Type: z.string(),
      Action: z.string(),
      Actor: z.object({ ID: z.string(), Attributes: z.nullish(z.record(z.string(), z.string())) }),
      timeNano: z.number(),
    }),
    z.transform(({ Type, Action, Actor, timeNano }) => ({
      type: Type,
      /** `start`, `die`, `oom`, `health_status: healthy`, … */
      action: Action,
      containerId: Actor.ID,
      service: Actor.Attributes?.[labels.service] ?? '',
      /** With `die`. */
      exitCode: Actor.Attributes?.['exitCode'] === undefined ? undefined : Number(Actor.Attributes['exitCode']),
      /** Milliseconds since 1970, by the Engine's clock. */
      time: timeNano / 1e6,
    })),
  ),
);

export type EngineEvent = z.infer<typeof engineEvent>;
