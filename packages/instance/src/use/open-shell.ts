import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { type ExecOptions, execInService } from './exec-in-service.ts';

/** Where the shell runs. */
export type ShellOptions = Omit<ExecOptions, 'command'>;

// `bash` where there is one. The whole program is a constant; nothing of the user's is in it.
const SHELL = ['sh', '-c', 'if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi'];

/** A shell in a running container of the instance, by {@link execInService}. */
export async function openShell(context: Context, instance: Instance, options: ShellOptions): Promise<number> {
  return await execInService(context, instance, { ...options, command: SHELL });
}
