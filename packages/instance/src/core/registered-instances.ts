import type { Context } from './context.ts';
import { type Instance, instanceOf } from './instance.ts';

/** Every registered instance: local-prod, if there is one, then the sandboxes by slot. */
export async function registeredInstances(context: Context): Promise<Instance[]> {
  const [localProd, sandboxes] = await Promise.all([context.registry.getLocalProd(), context.registry.list()]);
  return [...(localProd === undefined ? [] : [localProd]), ...sandboxes].map(instanceOf);
}
