import { LOCAL_HOST } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { refusedStart } from '../causes/refused-start.ts';
import { servedBy } from '../served/served-by.ts';
import { type StackHealth, stackHealth } from '../status/stack-health.ts';
import type { EngineResources } from './facts.ts';
import { isMissing } from '../core/stats-at.ts';
import type { Answer } from '../core/answer.ts';

/** How each instance is that has containers, or whose last start was refused, by id; one that was stopped by `down` has none to look at. */
export async function gatherStacks(
  context: Context,
  { instances, resources }: { readonly instances: readonly Instance[]; readonly resources: Answer<EngineResources> },
): Promise<ReadonlyMap<string, StackHealth>> {
  if (resources.kind === 'failed') return new Map();
  const all = resources.value.containers;
  const host = await context.docker.host().catch(() => LOCAL_HOST);
  const found = await Promise.all(
    instances.map(async (instance) => {
      // Those of another directory are told of as such.
      const own = all.filter(
        ({ project, workingDirectory }) => project === instance.id && workingDirectory === instance.path,
      );
      if (own.length === 0 && (await refusedStart(context, instance.id)) === undefined) return [];
      const { services: served, declared, unusable } = await servedBy(context, instance);
      const isPresent = !(await isMissing(instance.path));
      const health = await stackHealth(context, instance, {
        containers: own,
        isPresent,
        host,
        served,
        declared,
        unusable,
      });
      return [[instance.id, health] as const];
    }),
  );
  return new Map(found.flat());
}
