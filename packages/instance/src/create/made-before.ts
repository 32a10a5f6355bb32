import type { Context } from '../core/context.ts';
import { type Instance, instanceOf } from '../core/instance.ts';
import { sandboxId } from '../core/sandbox-name.ts';
import { isThere } from '../core/stats-at.ts';
import { gitFacts } from '../git/git-facts.ts';
import { readBranch } from '../git/read-branch.ts';

/** What a create was asked for that is there already. */
export interface MadeBefore {
  readonly instance: Instance;
  /** The branch that is checked out there by now; undefined where nobody can tell. */
  readonly branch: string | undefined;
}

/**
 * The sandbox that a create was asked for, where it is there already: registered under that name, in its directory, and of the same repository.
 *
 * @throws CodedError `NAME_INVALID`, and of the registry
 */
export async function madeBefore(
  context: Context,
  { name, directory }: { readonly name: string; readonly directory: string },
): Promise<MadeBefore | undefined> {
  const record = await context.registry.get(sandboxId(name));
  if (record === undefined) return undefined;
  const instance = instanceOf(record);
  if (!(await isThere(instance.path))) return undefined;
  const [here, there] = await Promise.all([gitFacts(directory, context), gitFacts(instance.path, context)]);
  if (here.kind === 'none' || there.kind === 'none' || here.commonDirectory !== there.commonDirectory) return undefined;
  return { instance, branch: await readBranch(instance.path) };
}
