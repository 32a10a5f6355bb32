import { type ComposeConfig, stopOrder } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import { whichThereAre } from '../served/absent-service.ts';

/** @throws CodedError `NO_SUCH_SERVICE` for one that is not started, with those that are */
export function assertServices(
  { id }: Pick<Instance, 'id'>,
  { services }: Pick<ComposeConfig, 'services'>,
  wanted: readonly string[] = [],
): void {
  const unknown = wanted.find((name) => !Object.hasOwn(services, name));
  if (unknown === undefined) return;
  throw new CodedError(`${id} has no service ${unknown}`, {
    code: 'NO_SUCH_SERVICE',
    hint: whichThereAre(unknown, Object.keys(services), 'Its services are'),
  });
}

/**
 * Stops the containers of these services, of all where none is named, so that what starts the instance starts them anew: a service's
 * before those of the services that it needs.
 */
export async function stopServices(
  { docker, report }: Context,
  { id, path }: Pick<Instance, 'id' | 'path'>,
  services: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const containers = await docker.containers(id);
  // Pulls and builds have taken their time.
  assertOwnProject(id, path, containers);
  const wanted = containers.filter(({ service }) => services.length === 0 || services.includes(service));
  if (wanted.length === 0) return;
  const step = { step: 'stop', detail: wanted.map(({ service }) => service).join(', ') };
  report({ type: 'step-started', step: step.step });
  for (const ids of stopOrder(wanted)) await docker.stopContainers(ids, { signal });
  report({ type: 'step-done', ...step });
}
