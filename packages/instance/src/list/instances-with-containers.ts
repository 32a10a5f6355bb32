import type { ContainerSummary } from '@ktrdr/compose-runner';
import { isWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { registeredInstances } from '../core/registered-instances.ts';

/** Which containers count. */
export interface WithContainersOptions {
  /** Only those that are not stopped; a paused one is not. @default false */
  readonly running?: boolean;
}

const STOPPED = new Set(['created', 'exited', 'dead']);

/**
 * The registered instances that have containers on this Engine, local-prod first, then by slot: those that were started and not stopped by
 * {@link stop}, which removes them, whether they run or not.
 *
 * @throws CodedError of the registry and of Docker
 */
export async function instancesWithContainers(
  context: Context,
  { running = false }: WithContainersOptions = {},
): Promise<Instance[]> {
  const [instances, containers] = await Promise.all([registeredInstances(context), context.docker.summaries()]);
  const counts = ({ state }: ContainerSummary): boolean => !running || !STOPPED.has(state);
  // Also those of somebody else under its name: what is done with the instance then says so.
  const projects = new Set(containers.filter(counts).map(({ project }) => project));
  return instances.filter(({ id }) => projects.has(id) && isWithinConfinement(context, id));
}
