import * as z from 'zod/mini';

/** The processes of a container, as `ps` on the Engine's machine prints them. */
export interface ProcessList {
  /** `PID`, `COMMAND`, … */
  readonly titles: readonly string[];
  /** Of each process, what stands under each title. */
  readonly processes: readonly (readonly string[])[];
}

/** Source: https://docs.docker.com/reference/api/engine/ (`GET /containers/{id}/top`) */
export const processList = () =>
  z.pipe(
    z.object({ Titles: z.array(z.string()), Processes: z.nullish(z.array(z.array(z.string()))) }),
    z.transform(({ Titles, Processes }): ProcessList => ({ titles: Titles, processes: Processes ?? [] })),
  );
