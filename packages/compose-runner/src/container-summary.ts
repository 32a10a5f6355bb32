import type { ListedContainer } from '@ktrdr/engine';
import type { Container } from './container.ts';
import { labels, RESTART_LABEL } from './labels.ts';
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

/**
 * What is read of a container in a list. Of a restart policy it has only what `RESTART_LABEL` says; without that label a container is taken for
 * one that is restarted.
 */
export function toSummary({ id, name, state, status, labels: all, ports }: ListedContainer): ContainerSummary {
  return {
    id,
    name,
    state,
    project: all[labels.project] ?? '',
    service: all[labels.service] ?? '',
    workingDirectory: all[labels.workingDirectory] || undefined,
    oneOff: all[labels.oneOff]?.toLowerCase() === 'true',
    exitCode: Number(/\((\d+)\)/.exec(status)?.[1] ?? 0),
    restartPolicy: all[RESTART_LABEL] || 'unless-stopped',
    health: healthOf(status),
    ports: publishedPorts(ports),
  };
}

/** `Up 2 minutes (healthy)`, `(unhealthy)` or `(health: starting)`. Source: moby, `container/state.go`. */
function healthOf(status: string): { readonly status: string } | undefined {
  const health = /\((?:health: )?(healthy|unhealthy|starting)\)/.exec(status)?.[1];
  return health === undefined ? undefined : { status: health };
}
