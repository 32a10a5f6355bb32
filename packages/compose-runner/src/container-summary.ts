import * as z from 'zod/mini';
import type { Container } from './container.ts';
import { labels } from './labels.ts';
import { publishedPorts } from './published-ports.ts';

/** What a list of containers tells of each. */
export interface ContainerSummary extends Pick<
  Container,
  'name' | 'project' | 'service' | 'workingDirectory' | 'state' | 'exitCode' | 'restartPolicy' | 'ports'
> {
  /** Absent without a health check. */
  readonly health: { readonly status: string } | undefined;
}

const label = (name: string): string => `{{json (.Label "${name}")}}`;

/** The format of `docker ps` that {@link psRow} reads, a line for each container. */
export const psFormat = `{${[
  '"id":{{json .ID}}',
  '"name":{{json .Names}}',
  '"state":{{json .State}}',
  '"status":{{json .Status}}',
  '"ports":{{json .Ports}}',
  `"project":${label(labels.project)}`,
  `"service":${label(labels.service)}`,
  `"directory":${label(labels.workingDirectory)}`,
  `"oneOff":${label(labels.oneOff)}`,
].join(',')}}`;

/** A line of `docker ps`. Of a container that ended, it does not tell the restart policy: taken for one that restarts. */
export const psRow = z.pipe(
  z.object({
    id: z.string(),
    name: z.string(),
    state: z.string(),
    status: z.string(),
    ports: z.string(),
    project: z.string(),
    service: z.string(),
    directory: z.string(),
    oneOff: z.string(),
  }),
  z.transform(({ id, status, directory, oneOff, ports, ...row }) => ({
    id,
    oneOff: oneOff.toLowerCase() === 'true',
    container: {
      ...row,
      workingDirectory: directory === '' ? undefined : directory,
      exitCode: Number(/\((\d+)\)/.exec(status)?.[1] ?? 0),
      restartPolicy: 'unless-stopped',
      health: healthOf(status),
      ports: publishedPorts(ports),
    } satisfies ContainerSummary,
  })),
);

/** `Up 2 minutes (healthy)`, `(unhealthy)` or `(health: starting)`. Source: docker/cli, formatter of `docker ps`. */
function healthOf(status: string): { readonly status: string } | undefined {
  const health = /\((?:health: )?(healthy|unhealthy|starting)\)/.exec(status)?.[1];
  return health === undefined ? undefined : { status: health };
}

/** The same container with the restart policy that it was asked for. */
export function withPolicy(container: ContainerSummary, restartPolicy: string): ContainerSummary {
  return { ...container, restartPolicy };
}
