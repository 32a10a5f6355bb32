import { findInstance, type Instance, type Kind } from '@ktrdr/instance';
import { assertNamesNoOther, resolveInstance } from '@ktrdr/instance/internal';
import type { Session } from '@ktrdr/terminal';

/** Which instances a command takes: those of one kind, by the directory that it was given in; or any, by its name, too. */
export type Which = Kind['name'] | 'any';

export interface Wanted {
  readonly which: Which;
  /** The command, as typed. */
  readonly verb: string;
  /** An id, a short name, a slot or a branch. */
  readonly name?: string | undefined;
  /** Whether it loses what cannot be had again, and so takes nothing but its exact name. */
  readonly exact?: boolean;
}

/** The instance that a command acts on. */
export async function theInstance(
  { context, process }: Session,
  { which, verb, name, exact = false }: Wanted,
): Promise<Instance> {
  const directory = (): string => process.cwd();
  const found =
    which === 'any'
      ? await findInstance(context, { name, directory, exact })
      : await resolveInstance(context, { kind: which, directory: directory(), verb });
  if (exact && name === undefined) await assertNamesNoOther(found, verb === 'destroy' ? 'destroy' : 'down');
  return found;
}
