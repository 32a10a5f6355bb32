import type { Context } from '../context.ts';
import { instanceOf } from '../instance.ts';
import { destroyInstance, type DestroyOptions } from './destroy-instance.ts';
import { noLocalProd } from './no-local-prod.ts';
import type { DestroyPlan } from './plan-destroy.ts';

/**
 * Destroys the registered local-prod, from wherever it is called: containers, networks and volumes of its project, its
 * `.env.sandbox`, and last its registry entry. The clone stays. Killed anywhere, a second run finishes the work.
 *
 * @returns what was removed; undefined when it was not confirmed, and nothing was
 * @throws CodedError `NO_LOCAL_PROD`, `FOREIGN_PROJECT`, `BUSY`, and of the registry and Docker
 */
export async function destroyLocalProd(
  context: Context,
  options: Pick<DestroyOptions, 'confirm' | 'signal'>,
): Promise<DestroyPlan | undefined> {
  const record = await context.registry.getLocalProd();
  if (record === undefined) throw noLocalProd();
  return await destroyInstance(context, instanceOf(record), options);
}
