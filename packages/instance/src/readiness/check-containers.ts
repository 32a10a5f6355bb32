import type { Container } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import type { Check } from './check.ts';
import { judgeContainers } from './judge-containers.ts';
import type { ProjectWatch } from './watch-project.ts';

// For what only time brings about: a container that nothing probes counts once it has run for a while.
const LOOK_EVERY_MS = 250;

/** Every expected service has a container that runs and is healthy, and keeps doing so. */
export function checkContainers(
  context: Context,
  watch: ProjectWatch,
  options: {
    readonly services: readonly string[];
    /** When the database among these containers first answered (ms). */
    readonly databaseAt: (containers: readonly Container[]) => number | undefined;
  },
): Check {
  return {
    name: 'containers',
    everyMs: LOOK_EVERY_MS,
    lasting: true,
    services: options.services,
    async look() {
      const containers = await watch.containers();
      return judgeContainers({
        services: options.services,
        containers,
        deaths: watch.deaths,
        outOfMemory: watch.outOfMemory,
        databaseAt: options.databaseAt(containers),
        now: context.now().getTime(),
      });
    },
  };
}
