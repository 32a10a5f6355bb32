import type { Container } from '@ktrdr/compose-runner';
import { WORKER_VARIABLES } from '../core/worker-variables.ts';
import type { ServedService } from '../served/served-services.ts';

/** How long a container that was restarted more than once and is not healthy must have run to count as recovered (ms). */
const RECOVERED_AFTER_MS = 30_000;

export interface ProblemOptions {
  /** What the Compose file says of its ports. */
  readonly served: ServedService | undefined;
  /** Milliseconds since 1970, by the Engine's clock. */
  readonly now: number;
}

/** What is wrong with a service's container, in a few words; null where nothing is. A one-shot that ended with 0 is well: one that is not restarted, and
 * is none that others ask for something. */
export function serviceProblem(container: Container, { served, now }: ProblemOptions): string | null {
  const { state, exitCode, restartPolicy, restartCount, health, startedAt } = container;
  const isRestarted = restartPolicy === 'always' || restartPolicy === 'unless-stopped';
  const isAsked = isWorker(container) || health !== undefined || (served?.ports.size ?? 0) > 0;
  if (state === 'exited' && exitCode === 0 && !isRestarted && !isAsked) return null;
  if (state === 'exited' || state === 'dead') return `ended with code ${exitCode}`;
  if (state === 'restarting') return `keeps restarting: ${times(restartCount)}, last exit code ${exitCode}`;
  if (state !== 'running') return `is ${state}`;
  // Seen between two deaths. Where the clocks differ, nobody can tell.
  const age = startedAt === undefined ? Infinity : now - startedAt;
  if (restartCount > 1 && health?.status !== 'healthy' && age >= 0 && age < RECOVERED_AFTER_MS) {
    return `keeps restarting: ${times(restartCount)}, the last time only just now`;
  }
  if (health?.status === 'unhealthy') return `is unhealthy${probeOf(health)}`;
  const elsewhere = container.ports.find(
    ({ target, published }) => (served?.ports.get(target) ?? published) !== published,
  );
  return elsewhere === undefined
    ? null
    : `publishes ${elsewhere.published}, where the Compose file says ${served?.ports.get(elsewhere.target)}: it was started without up, or with other variables`;
}

/** A job reports at its end, and registers nowhere. */
function isWorker({ variables }: Container): boolean {
  return WORKER_VARIABLES.some((name) => variables.includes(name));
}

/** `once`, `7 times`. */
function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function probeOf({ lastProbe }: NonNullable<Container['health']>): string {
  const line = lastProbe?.output.trim().split('\n').at(-1) ?? '';
  return line === '' ? '' : `: ${line}`;
}
