import type { Container } from '@ktrdr/compose-runner';

/** What `docker compose up` says, 2.26 to 5.1, of a container that another waits for. */
const ENDED = /dependency failed to start: container (\S+) exited \(\d+\)/;

/**
 * Whether Compose gave up because of a container that has not had its turn: one that had been started before this run and ended in the
 * middle of it, as the Engine ends what outlived it once it is back; or one that runs, as the Engine tells the end of a process that it had
 * left behind as that of its successor.
 *
 * @param said what Compose wrote
 * @param begunAt when it was run, in milliseconds since 1970 by the Engine's clock
 */
export function gaveUpTooSoon(
  said: string,
  containers: readonly Pick<Container, 'name' | 'state' | 'startedAt' | 'restartCount'>[],
  begunAt: number,
): boolean {
  const name = ENDED.exec(said)?.[1];
  const container = containers.find((one) => one.name === name);
  if (container === undefined) return false;
  if (container.state === 'running') return container.restartCount === 0;
  return (container.startedAt ?? 0) < begunAt;
}
