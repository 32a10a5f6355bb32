import { assertWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import { type Instance, instanceOf } from '../core/instance.ts';
import { destroyInstance, type DestroyOptions } from './destroy-instance.ts';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import { assertNoHostServices } from '../host-services/assert-no-host-services.ts';
import { forgetRemovals } from '../journals/unfinished-removal.ts';
import { noLocalProd } from '../core/no-local-prod.ts';
import { type DestroyPlan, planDestroy } from './plan-destroy.ts';

/**
 * Destroys the registered local-prod, from wherever it is called: containers, networks and volumes of its project, its
 * `.env.sandbox`, and last its registry entry. The clone stays. Killed anywhere, a second run finishes the work.
 *
 * @returns what was removed; undefined when it was not confirmed, and nothing was
 * @throws CodedError `NO_LOCAL_PROD`, `HOST_SERVICE_RUNS`, `FOREIGN_PROJECT`, `STRANGE_VOLUMES`, `TAKEN_OVER_VOLUMES`, `VOLUMES_IN_USE`, `BUSY`, and of the registry and Docker
 */
export async function destroyLocalProd(
  context: Context,
  options: Pick<DestroyOptions, 'confirm' | 'keepVolumes' | 'takenOver' | 'unkept' | 'hook' | 'signal'>,
): Promise<DestroyPlan | undefined> {
  return await destroyInstance(context, await localProd(context), { ...options, sizes: true });
}

/**
 * What {@link destroyLocalProd} would remove. Changes nothing.
 *
 * @throws CodedError as it does, but for `BUSY`
 */
export async function planLocalProdDestroy(
  context: Context,
  options: Pick<DestroyOptions, 'keepVolumes'> = {},
): Promise<DestroyPlan> {
  return await planDestroy(context, await localProd(context), { ...options, sizes: true });
}

async function localProd(context: Context): Promise<Instance> {
  assertWithinConfinement(context, LOCAL_PROD_ID);
  const record = await context.registry.getLocalProd();
  if (record === undefined) {
    await forgetRemovals(context, LOCAL_PROD_ID);
    throw noLocalProd();
  }
  await assertNoHostServices(context);
  return instanceOf(record);
}
