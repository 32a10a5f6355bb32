import type { Container } from '@ktrdr/compose-runner';

/**
 * What `docker compose up` says of a container that another waits for, as seen with 2.26.
 * Source: github.com/docker/compose, `isServiceHealthy` in `pkg/compose`, which has the same words in older and newer ones
 */
const GAVE_UP = /dependency failed to start: container (\S+) (?:exited \(\d+\)|is unhealthy)/;

/**
 * The container because of which Compose gave up, where that has not had its turn: it was started before this run, and is unhealthy since what it
 * depends on was away or since it was paused, or ended in the middle of this run, as the Engine ends what outlived it once it is back; or it runs
 * after all, as the Engine tells the end of a process that it had left behind as that of its successor.
 *
 * @param said what Compose wrote
 * @param begunAt when it was run, in milliseconds since 1970 by the Engine's clock
 */
export function gaveUpTooSoon<C extends Pick<Container, 'name' | 'state' | 'startedAt' | 'restartCount' | 'health'>>(
  said: string,
  containers: readonly C[],
  begunAt: number,
): C | undefined {
  const name = GAVE_UP.exec(said)?.[1];
  const container = containers.find((one) => one.name === name);
  if (container === undefined) return undefined;
  if (container.startedAt === undefined || container.startedAt < begunAt) return container;
  const runsAfterAll =
    container.state === 'running' && container.restartCount === 0 && container.health?.status !== 'unhealthy';
  return runsAfterAll ? container : undefined;
}
