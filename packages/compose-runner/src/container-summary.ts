import * as z from 'zod/mini';
import type { Container } from './container.ts';
import { publishedPorts } from './published-ports.ts';

/** What a list of containers tells of each. */
export interface ContainerSummary extends Pick<
  Container,
  | 'id'
  | 'name'
  | 'project'
  | 'service'
  | 'workingDirectory'
  | 'oneOff'
  | 'state'
  | 'exitCode'
  | 'restartPolicy'
  | 'ports'
> {
  /** Absent without a health check. */
  readonly health: { readonly status: string } | undefined;
}

const row = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  status: z.string(),
  ports: z.string(),
  project: z.string(),
  service: z.string(),
  directory: z.string(),
  oneOff: z.string(),
  restartPolicy: z.string(),
});

/** A line of `docker ps` with `listContainersArgs`. Without the label of its restart policy, a container is taken for one that is restarted. */
export const containerRow = z.pipe(
  row,
  z.transform(({ status, directory, oneOff, ports, restartPolicy, ...same }): ContainerSummary => ({
    ...same,
    oneOff: oneOff.toLowerCase() === 'true',
    workingDirectory: directory === '' ? undefined : directory,
    exitCode: Number(/\((\d+)\)/.exec(status)?.[1] ?? 0),
    restartPolicy: restartPolicy || 'unless-stopped',
    health: healthOf(status),
    ports: publishedPorts(ports),
  })),
);

/** `Up 2 minutes (healthy)`, `(unhealthy)` or `(health: starting)`. Source: docker/cli, formatter of `docker ps`. */
function healthOf(status: string): { readonly status: string } | undefined {
  const health = /\((?:health: )?(healthy|unhealthy|starting)\)/.exec(status)?.[1];
  return health === undefined ? undefined : { status: health };
}
