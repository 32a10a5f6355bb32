import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import type { Hook } from './find-hook.ts';
import { forgetPostCreate, owePostCreate } from './owed-hook.ts';
import { runHook, type RunHookOptions } from './run-hook.ts';

/**
 * Runs the hook of a sandbox that was made. Where it fails or is killed, the next start runs it again: the sandbox lacks what it was to bring.
 *
 * @throws as {@link runHook} does, and Node's errors where that cannot be written down
 */
export async function runPostCreate(
  context: Context,
  instance: Instance,
  hook: Hook,
  options: RunHookOptions,
): Promise<void> {
  await owePostCreate(context, instance.id);
  await runHook(context, instance, hook, options);
  await forgetPostCreate(context, instance.id);
}
