import * as z from 'zod/mini';

/** A volume of the Engine. It has no id: its name and the time that it was made at are what it is known by. */
export interface Volume {
  readonly name: string;
  /** As the Engine writes it: `2026-01-02T03:04:05Z`. */
  readonly createdAt: string;
  readonly driver: string;
  /** What the driver was given when it was made: `{ type: 'none', o: 'bind', device: '/srv/data' }`. */
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** Source: https://docs.docker.com/reference/api/engine/ (`GET /volumes`, `GET /volumes/{name}`) */
export const volume = () =>
  z.pipe(
    z.object({
      Name: z.string(),
      CreatedAt: z.optional(z.string()),
      Driver: z.string(),
      Options: z.nullish(z.record(z.string(), z.string())),
      Labels: z.nullish(z.record(z.string(), z.string())),
    }),
    z.transform(({ Name, CreatedAt, Driver, Options, Labels }): Volume => ({
      name: Name,
      createdAt: CreatedAt ?? '',
      driver: Driver,
      options: Options ?? {},
      labels: Labels ?? {},
    })),
  );

export const volumes = () =>
  z.pipe(
    z.object({ Volumes: z.nullish(z.array(volume())) }),
    z.transform(({ Volumes }): Volume[] => Volumes ?? []),
  );
