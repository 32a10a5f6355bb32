import type { InstanceStatus } from '@ktrdr/instance';
import * as z from 'zod/mini';
import { describedFields, sharedObservability } from './instance-document.ts';
import { schemaVersion, told } from './told.ts';

const service = z.object({
  name: z.string(),
  state: told(
    z.string(),
    'As the Docker Engine calls it: `running`, `exited`, `restarting`; `missing` if it should have a container but has none.',
  ),
  health: told(z.nullable(z.string()), '`healthy`, `starting` or `unhealthy`; null without a health check.'),
  ports: told(z.array(z.int()), 'Published ports.'),
  problem: told(z.nullable(z.string()), 'What is wrong with it, in words; null if nothing is.'),
  code: told(z.nullable(z.string()), 'The same as a cause code; null if nothing is wrong.'),
});

const foreign = z.object({
  id: z.optional(z.string()),
  type: z.optional(z.string()),
  url: z.string(),
  service: told(z.optional(z.string()), 'The service whose name it registered under.'),
});

export const statusDocument = z.object({
  schemaVersion,
  ...describedFields,
  sharedObservability,
  services: z.array(service),
  workers: z.object({
    expected: told(z.int(), 'How many workers have a container.'),
    registered: told(z.int(), 'How many of them are registered with the backend and usable.'),
    missing: told(z.array(z.string()), 'The services of the others.'),
    foreign: told(z.array(foreign), 'Workers that are registered with the backend but do not belong to this instance.'),
  }),
  hostServices: told(
    z.array(z.object({ name: z.string(), port: z.int(), reachable: z.boolean() })),
    'Services on the host that local-prod uses; empty for a sandbox.',
  ),
  causes: told(
    z.array(
      z.object({
        code: told(z.string(), 'One of the cause codes; new codes may be added.'),
        service: told(z.nullable(z.string()), 'Null if it concerns the whole instance.'),
        summary: z.string(),
      }),
    ),
    'The root causes, the most likely first; `why` asks more and may find others.',
  ),
  isWell: told(z.boolean(), 'Whether it runs and nothing is wrong with it: `causes` has remarks at most.'),
  advice: told(
    z.nullable(z.string()),
    'What to do if something is wrong or left over, or if the next start will be refused.',
  ),
}) satisfies z.ZodMiniType<Omit<InstanceStatus, 'workers' | 'services' | 'causes'>>;
