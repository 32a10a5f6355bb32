import type { Health } from '@ktrdr/compose-runner';

/**
 * Whether a container is called unhealthy although its last probe went well: a pause ends the Engine's watch over its health, and leaves it so until the
 * next probe.
 * Source: github.com/moby/moby, `CloseMonitorChannel` in `container/health.go`
 */
export function isStale({ status, lastProbe }: Health): boolean {
  return status === 'unhealthy' && lastProbe?.exitCode === 0;
}
