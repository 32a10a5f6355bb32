import * as z from 'zod/mini';

/** Source: https://docs.docker.com/reference/api/engine/ (`POST /containers/{id}/exec`) */
export const madeExec = () => z.object({ Id: z.string() });

/** Source: the same (`GET /exec/{id}/json`) */
export const stateOfExec = () => z.object({ Running: z.boolean(), ExitCode: z.nullish(z.number()) });
