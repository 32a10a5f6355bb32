import { join, relative } from 'node:path';
import { quoteArgument } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { destroyCommand } from '../core/destroy-command.ts';
import type { Instance } from '../core/instance.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { mountedElsewhere, throughMounts } from '../entries/through-mounts.ts';
import type { Worktree } from '../git/worktree-list.ts';
import { boundPlaces } from './bound-places.ts';
import type { LyingInside } from './lying-inside.ts';
import { namedPlaces } from './named-places.ts';
import { ownPlaces } from './own-places.ts';

/** Whose directory is to go. */
export interface UsedPlacesOptions {
  /** Where its files are. @default at its path */
  readonly at?: string;
  /** The worktrees of its repository. */
  readonly worktrees: readonly Pick<Worktree, 'path'>[];
  /** What is not known of another instance is taken for nothing. */
  readonly force: boolean;
  /** Whether the Engine is asked what containers and volumes use. @default true */
  readonly asksEngine?: boolean;
}

/**
 * Real paths of what others use, wherever it lies: worktrees, instances and what they name, what all instances share, and what containers and
 * volumes of others stand on. None of it goes with a directory that it lies in.
 *
 * @throws CodedError `ENV_FILE_LINK`, `ENV_FILE_UNREADABLE` (of another instance or worktree), and of the registry and Docker
 */
export async function usedPlaces(
  context: Context,
  { id, path }: Pick<Instance, 'id' | 'path'>,
  { at = path, worktrees, force, asksEngine = true }: UsedPlacesOptions,
): Promise<LyingInside[]> {
  const [instances, own, bound] = await Promise.all([
    registeredInstances(context),
    ownPlaces(context),
    asksEngine ? boundPlaces(context, id) : [],
  ]);
  const otherWorktrees = worktrees.filter((worktree) => worktree.path !== path);
  const others = instances.filter((instance) => instance.path !== path);
  const directories = otherWorktrees.map((worktree) => worktree.path);
  const named = await namedPlaces(context, { instances: others, directories, force });
  const lying = [
    ...otherWorktrees.map(otherWorktree),
    ...others.map(otherInstance),
    ...own,
    ...bound,
    // What all share is said to be shared, and not whose.
    ...named.filter((one) => !own.some((shared) => shared.path === one.path)),
  ];
  const aliases = await throughMounts(at, [...new Set(lying.map((one) => one.path))]);
  const elsewhere = [...(await mountedElsewhere(at))].map(([point, mounted]) => ({
    path: join(path, relative(at, mounted)),
    what: `mounted at ${point}`,
    first: `Unmount it first: umount ${quoteArgument(point)}`,
  }));
  const inside = new Map([...aliases].map(([one, mounted]) => [one, join(path, relative(at, mounted))]));
  return [...lying, ...lying.flatMap((one) => mountedTwice(one, inside)), ...elsewhere];
}

/** The same by its path in the directory, where a bind mount gives it another one. */
function mountedTwice({ path, what, first }: LyingInside, aliases: ReadonlyMap<string, string>): LyingInside[] {
  const inside = aliases.get(path);
  return inside === undefined ? [] : [{ path: inside, what: `mounted at ${path}: ${what}`, first }];
}

function otherWorktree({ path }: { readonly path: string }): LyingInside {
  const first = `Move that worktree elsewhere first, or remove it if nobody needs it: git worktree remove ${quoteArgument(path)}`;
  return { path, what: 'a worktree', first };
}

function otherInstance(other: Instance): LyingInside {
  return { path: other.path, what: other.id, first: `Destroy that one first: ${destroyCommand(other)}` };
}
