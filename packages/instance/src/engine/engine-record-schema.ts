import * as z from 'zod/mini';

/** What is written down of the Engine that holds an instance's containers and volumes. */
export const engineRecord = z.object({
  /** The Engine's own name for itself. */
  id: z.string(),
  /** How it was named when the instance was started: for people. */
  endpoint: z.object({ kind: z.enum(['host', 'context']), name: z.string() }),
  /** The services that the last start was to start; absent in records of earlier versions. */
  services: z.optional(z.array(z.string())),
  /** Of those that were to have another number of containers than one: how many; absent where there is none. */
  replicas: z.optional(z.record(z.string(), z.number())),
  /** It was stopped with `down`, and not started since: it has no containers there. */
  stopped: z.optional(z.literal(true)),
});
