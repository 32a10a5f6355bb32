import { join } from 'node:path';
import { quoteArgument } from '@ktrdr/errors';
import type { Shell } from './flags.ts';

/** What a shell that completes `ktrdr` has. */
export interface ShellFiles {
  /** The script's own file. */
  readonly script: string;
  /** The user's file with the line that reads the script; undefined where the shell finds the script by itself. */
  readonly startFile?: string;
  readonly line?: string;
}

/**
 * Where a shell's script goes, and what leads to it.
 * Source: bash(1) "INVOCATION", zsh's "Startup/Shutdown Files", fish's "Configuration files" (`conf.d`)
 *
 * @param directory of our own, for the scripts
 */
export function shellFiles(
  shell: Shell,
  { env, home, directory }: { env: Readonly<Record<string, string | undefined>>; home: string; directory: string },
): ShellFiles {
  if (shell === 'fish') {
    const config = env['XDG_CONFIG_HOME'] || join(home, '.config');
    return { script: join(config, 'fish', 'conf.d', 'ktrdr.fish') };
  }
  const script = join(directory, `completion.${shell}`);
  const quoted = quoteArgument(script);
  const startFile = shell === 'zsh' ? join(env['ZDOTDIR'] || home, '.zshrc') : join(home, '.bashrc');
  return { script, startFile, line: `[ -f ${quoted} ] && . ${quoted}  # completion of ktrdr` };
}
