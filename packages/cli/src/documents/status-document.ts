import type { InstanceStatus } from '@ktrdr/instance';
import * as z from 'zod/mini';
import { describedFields, sharedObservability } from './instance-document.ts';
import { schemaVersion, told } from './told.ts';

const service = z.object({
  name: z.string(),
  state: told(
    z.string(),
    'As the Docker Engine calls it: `running`, `exited`, `restarting`; `missing` where it should have a container and has none.',
  ),
  health: told(z.nullable(z.string()), '`healthy`, `starting` or `unhealthy`; null without a health check.'),
  ports: told(z.array(z.int()), 'Published ports.'),
  problem: told(z.nullable(z.string()), 'What is wrong with it, in words; null where nothing is.'),
  code: told(z.nullable(z.string()), 'The same as one of the cause codes; null where nothing is.'),
});

const foreign = z.object({
  id: z.optional(z.string()),
  type: z.optional(z.string()),
  url: z.string(),
  service: told(z.optional(z.string()), 'The service under whose name it registered.'),
});

export const statusDocument = z.object({
  schemaVersion,
  ...describedFields,
  sharedObservability,
  services: z.array(service),
  workers: z.object({
    expected: told(z.int(), 'How many workers have a container.'),
    registered: told(z.int(), 'How many of them the backend knows as usable.'),
    missing: told(z.array(z.string()), 'The services of the others.'),
    foreign: told(z.array(foreign), 'Workers that the backend knows and that are not of this instance.'),
  }),
  hostServices: told(
    z.array(z.object({ name: z.string(), port: z.int(), reachable: z.boolean() })),
    'Services on the host that local-prod uses; none for a sandbox.',
  ),
  causes: told(
    z.array(
      z.object({
        code: told(z.string(), 'One of the cause codes; new ones may come.'),
        service: told(z.nullable(z.string()), 'Null where it is about all of the instance.'),
        summary: z.string(),
      }),
    ),
    'What is wrong in itself, the likeliest first, as `why` tells it, which asks more.',
  ),
  isWell: told(z.boolean(), 'Whether it runs, and nothing is wrong with it: `causes` has remarks at most.'),
  advice: told(
    z.nullable(z.string()),
    'What to do where something is wrong or left over, or where the next start will be refused.',
  ),
}) satisfies z.ZodMiniType<Omit<InstanceStatus, 'workers' | 'services' | 'causes'>>;
