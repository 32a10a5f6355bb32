import * as z from 'zod/mini';

/** Something that happened to a container, image, volume or network. */
export interface EngineEvent {
  /** `container`, `image`, `volume`, `network`, … */
  readonly type: string;
  /** `start`, `die`, `oom`, `health_status: healthy`, … */
  readonly action: string;
  /** Of what it happened to. */
  readonly id: string;
  /** Its labels, its name, and what belongs to the action: `exitCode` of `die`. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since 1970, by the Engine's clock. */
  readonly time: number;
}

/** Source: https://docs.docker.com/reference/api/engine/ (`GET /events`) */
export const event = () =>
  z.pipe(
    z.object({
      Type: z.string(),
      Action: z.string(),
      Actor: z.object({ ID: z.string(), Attributes: z.nullish(z.record(z.string(), z.string())) }),
      timeNano: z.number(),
    }),
    z.transform(({ Type, Action, Actor, timeNano }): EngineEvent => ({
      type: Type,
      action: Action,
      id: Actor.ID,
      attributes: Actor.Attributes ?? {},
      time: timeNano / 1e6,
    })),
  );
