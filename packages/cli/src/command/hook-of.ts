import { findHook, type Hook, type HookName } from '@ktrdr/instance';
import type { Session } from '@ktrdr/terminal';

/** The user's hook of that name, looked for before anything is done; undefined where there is none, or none is wanted. */
export async function hookOf(
  { context }: Pick<Session, 'context'>,
  name: HookName,
  { hooks }: { readonly hooks: boolean },
): Promise<Hook | undefined> {
  return hooks ? await findHook(context, name) : undefined;
}
