import type { Context } from '../core/context.ts';
import { readUserSettings } from '../user-settings/read-user-settings.ts';
import { HOOK_NAMES, HOOK_TIMEOUT_S } from '../user-settings/setting-keys.ts';

/** When a program of the user's is run. */
export type HookName = (typeof HOOK_NAMES)[number];

/** A program that the user has set to be run when something happens to an instance. */
export interface Hook {
  readonly name: HookName;
  /** Its program and arguments. No shell reads them. */
  readonly command: readonly string[];
  readonly timeoutMs: number;
}

/**
 * The hook of that name, from the user's settings alone: what lies in a checkout starts nothing. It is looked for before anything is done, as settings that cannot
 * be understood stop it.
 *
 * @returns undefined where the user has set none
 * @throws CodedError `SETTINGS_INVALID`, `SETTINGS_UNREADABLE`
 */
export async function findHook({ home }: Pick<Context, 'home'>, name: HookName): Promise<Hook | undefined> {
  const { hooks = {} } = await readUserSettings(home);
  const { [name]: command, timeout = HOOK_TIMEOUT_S } = hooks;
  return command && { name, command, timeoutMs: timeout * 1000 };
}
