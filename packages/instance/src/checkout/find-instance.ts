import { cwd } from 'node:process';
import { CodedError, quoteArgument } from '@ktrdr/errors';
import { assertWithinConfinement, isWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { slugOf } from '../core/sandbox-name.ts';
import { readBranch } from '../git/read-branch.ts';
import { movedHere } from './moved-here.ts';
import { placeBetween } from './place-between.ts';
import { instanceAt, realPathSoFar } from './resolve-instance.ts';

/** How an instance is named. */
export interface FindInstanceOptions {
  /** An id, a sandbox's short name, `local-prod`, a slot, or the branch that is checked out; otherwise the instance that `directory` is in. */
  readonly name?: string | undefined;
  /** Called only without a name. @default the current directory */
  readonly directory?: () => string;
  /** Take only an id, a short name as it is written there, or `local-prod`: for what cannot be undone. */
  readonly exact?: boolean;
}

/**
 * The registered instance of that name, of either kind, or the one whose directory `directory` is or lies in.
 *
 * @throws CodedError `NO_SUCH_INSTANCE` (lists those there are), `AMBIGUOUS_INSTANCE` (several have the branch checked out, or one has the name and another the slot), `NAME_NOT_EXACT`,
 * `CONFINED`, `NOT_IN_INSTANCE`, and of the registry
 */
export async function findInstance(
  context: Context,
  { name, directory = cwd, exact = false }: FindInstanceOptions,
): Promise<Instance> {
  const instances = await registeredInstances(context);
  const within = instances.filter(({ id }) => isWithinConfinement(context, id));
  const found =
    name === undefined ? await instanceHere(context, directory(), instances) : await named(name, instances, within);
  if (found !== undefined) {
    assertWithinConfinement(context, found.id);
    if (name !== undefined && exact && !isExactly(name, found)) throw notExact(name, found);
    return found;
  }
  const list = within.map(({ id, slot, path }) => `${id} (slot ${slot}, ${path})`).join(', ');
  const hint =
    list === ''
      ? `No instance is registered on this machine${instances.length === 0 ? '' : ' that KTRDR_CONFINE allows'}.`
      : `Registered instances: ${list}`;
  if (name !== undefined) {
    throw new CodedError(`No instance is called ${name}`, { code: 'NO_SUCH_INSTANCE', hint });
  }
  throw new CodedError(`Not in the directory of an instance: ${await realPathSoFar(directory())}`, {
    code: 'NOT_IN_INSTANCE',
    hint: `Change to its directory, or name it with --instance. ${hint}`,
  });
}

/** The instance that the directory is in, or was before it was moved; a checkout of its own that lies in one is none of it. */
async function instanceHere(
  context: Context,
  directory: string,
  instances: readonly Instance[],
): Promise<Instance | undefined> {
  const here = await realPathSoFar(directory);
  const outer = instanceAt(here, instances);
  if (outer === undefined) return (await movedHere(context, here, instances))?.instance;
  const between = await placeBetween(context, here, outer);
  if (between === undefined) return outer;
  throw new CodedError(
    `Not in the directory of an instance: ${between.path} is a separate checkout inside ${outer.id}`,
    {
      code: 'NOT_IN_INSTANCE',
      hint: `To use ${outer.id}, name it, or change to its directory: cd ${quoteArgument(outer.path)}`,
    },
  );
}

/** What an instance is called comes before what is checked out in it. @throws CodedError `AMBIGUOUS_INSTANCE` */
async function named(
  name: string,
  instances: readonly Instance[],
  within: readonly Instance[],
): Promise<Instance | undefined> {
  // A sandbox that is called so, too, is not meant today and not meant tomorrow, when there is a local-prod.
  if (name === 'local-prod') return instances.find(({ id }) => id === LOCAL_PROD_ID);
  const exactly = instances.find(({ id }) => id === name);
  if (exactly !== undefined) return exactly;
  const called = instances.find(({ id }) => id === `ktrdr--${slugOf(name)}`);
  const inSlot = instances.find(({ slot }) => String(slot) === name);
  if (called !== undefined && inSlot !== undefined && called !== inSlot) throw isBoth(name, called, inSlot);
  return (
    called ??
    inSlot ??
    // Of several with the branch, those that are out of bounds are not meant.
    (await withBranch(name, within)) ??
    (await withBranch(name, instances))
  );
}

function isExactly(name: string, { id }: Instance): boolean {
  // Given once more, what has destroyed local-prod must not mean a sandbox that is called so.
  if (name === 'local-prod' || name === LOCAL_PROD_ID) return id === LOCAL_PROD_ID;
  return id === name || id === `ktrdr--${name}`;
}

function notExact(name: string, { id, path }: Instance): CodedError {
  return new CodedError(
    `${name} is not the exact name of an instance; by slot, branch or spelling, it stands for ${id}`,
    {
      code: 'NAME_NOT_EXACT',
      hint: `A command that cannot be undone needs the exact name. If you mean ${id} (${path}), use: ${id}`,
    },
  );
}

function isBoth(name: string, called: Instance, inSlot: Instance): CodedError {
  return new CodedError(`${name} is the name of ${called.id}, but also the slot of ${inSlot.id}`, {
    code: 'AMBIGUOUS_INSTANCE',
    hint: 'Name the instance by its id.',
  });
}

async function withBranch(name: string, instances: readonly Instance[]): Promise<Instance | undefined> {
  const branches = await Promise.all(instances.map(async ({ path }) => await readBranch(path)));
  const found = instances.filter((_, index) => branches[index] === name);
  const [one, ...others] = found;
  if (others.length === 0) return one;
  throw new CodedError(`Branch ${name} is checked out in several instances: ${found.map(({ id }) => id).join(', ')}`, {
    code: 'AMBIGUOUS_INSTANCE',
    hint: 'Name the instance by its id.',
  });
}
