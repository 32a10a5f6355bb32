import type { Process, Session } from '@ktrdr/terminal';

/** Undefined where it does not exist any more, which is no reason not to answer. */
export function currentDirectory({ process }: Session): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/** Where the command was given. A directory that was deleted since is known to the shell by its name alone. */
export function directoryOf({ cwd, env }: Process): string {
  try {
    return cwd();
  } catch (error) {
    if (env['PWD'] === undefined || !env['PWD'].startsWith('/')) throw error;
    return env['PWD'];
  }
}
