import type { HostServiceStatus } from '@ktrdr/instance';
import * as z from 'zod/mini';
import { schemaVersion, told } from './told.ts';

/** Of `local-prod host start`, `stop` and `status`: how each service is that was asked for. */
export const hostServicesDocument = z.object({
  schemaVersion,
  services: z.array(
    z.object({
      name: z.enum(['ib', 'training']),
      port: z.int(),
      state: told(
        z.enum(['running', 'unhealthy', 'ended', 'stopped']),
        '`running`: it answers at `/health`. `unhealthy`: it runs, but does not answer. `ended`: it ended without being stopped. `stopped`: it does not run.',
      ),
      pids: told(z.array(z.int()), 'Its processes; empty if it does not run.'),
      since: told(z.nullable(z.string()), 'When it was started: ISO 8601; null if it is stopped.'),
      reason: told(z.nullable(z.string()), 'Why it is not healthy, or what else uses its port.'),
      log: told(z.string(), 'The file with its output, including secrets.'),
    }),
  ),
}) satisfies z.ZodMiniType<{ services: readonly HostServiceStatus[] }>;

/** A line of `local-prod host logs`. */
export const hostLogLineDocument = z.object({
  schemaVersion,
  service: z.enum(['ib', 'training']),
  message: z.string(),
});
