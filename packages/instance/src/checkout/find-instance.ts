import { CodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { slugOf } from '../core/sandbox-name.ts';
import { instanceAt, realPathSoFar } from './resolve-instance.ts';

export interface FindInstanceOptions {
  /** An id, a sandbox's short name, `local-prod`, or a slot; otherwise the instance that `directory` is in. */
  readonly name?: string | undefined;
  readonly directory: () => string;
}

/**
 * The registered instance of that name, of either kind, or the one whose directory `directory` is or lies in.
 *
 * @throws CodedError `NO_SUCH_INSTANCE` (lists those there are), `NOT_IN_INSTANCE`, and of the registry
 */
export async function findInstance(context: Context, { name, directory }: FindInstanceOptions): Promise<Instance> {
  const instances = await registeredInstances(context);
  const found = name === undefined ? instanceAt(await realPathSoFar(directory()), instances) : named(name, instances);
  if (found !== undefined) return found;
  const list = instances.map(({ id, slot, path }) => `${id} (slot ${slot}, ${path})`).join(', ');
  const hint = list === '' ? 'No instance is registered on this machine.' : `The registered ones: ${list}`;
  if (name !== undefined) {
    throw new CodedError(`No instance ${name} is registered`, { code: 'NO_SUCH_INSTANCE', hint });
  }
  throw new CodedError(`Not in the directory of an instance: ${await realPathSoFar(directory())}`, {
    code: 'NOT_IN_INSTANCE',
    hint: `Go there, or name one. ${hint}`,
  });
}

/** Exact names come before what a name is short for. */
function named(name: string, instances: readonly Instance[]): Instance | undefined {
  const id = name === 'local-prod' ? LOCAL_PROD_ID : name;
  return (
    instances.find((one) => one.id === id) ??
    instances.find((one) => one.id === `ktrdr--${slugOf(name)}`) ??
    instances.find(({ slot }) => String(slot) === name)
  );
}
