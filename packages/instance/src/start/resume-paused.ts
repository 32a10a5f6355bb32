import type { Container } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import { waitWhile } from './wait-while.ts';

/**
 * Lets paused containers go on, and waits until each has been probed once more. A pause ends the Engine's watch over a container's health and
 * leaves it unhealthy until the next probe, and `docker compose up` gives up at once where another service depends on that health.
 * Source: github.com/moby/moby, `CloseMonitorChannel` in `container/health.go`
 *
 * @param paused as they were seen while they were paused
 */
export async function resumePaused(
  {
    docker,
    report,
  }: Pick<Context, 'report'> & { readonly docker: Pick<Context['docker'], 'inspect' | 'unpauseContainers'> },
  paused: readonly Container[],
  signal: AbortSignal,
): Promise<void> {
  if (paused.length === 0) return;
  report({ type: 'note', text: `Resumed paused containers: ${paused.map(({ service }) => service).join(', ')}` });
  const ids = paused.map(({ id }) => id);
  await docker.unpauseContainers(ids);
  await waitWhile(docker, { ids, signal, isSo: (container) => isToBeProbed(container, paused) });
}

function isToBeProbed({ id, state, health }: Container, paused: readonly Container[]): boolean {
  if (state !== 'running' || health?.status !== 'unhealthy') return false;
  const before = paused.find((container) => container.id === id)?.health;
  return health.lastProbe?.startedAt === before?.lastProbe?.startedAt;
}
