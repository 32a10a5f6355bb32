import { join } from 'node:path';
import { quoteArgument } from '@ktrdr/errors';
import type { Shell } from './flags.ts';
import { markOf } from './start-line.ts';

/** What a shell that completes `ktrdr` has. */
export interface ShellFiles {
  /** The script's own file. */
  readonly script: string;
  /** The user's file with the line that reads the script; undefined where the shell finds the script by itself. */
  readonly startFile?: string;
  readonly line?: string;
}

export interface ShellPlace {
  /** As it is called. */
  readonly command: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's. */
  readonly home: string;
  /** Of our own, for the scripts. */
  readonly directory: string;
}

/**
 * Where a shell's script goes, and what leads to it.
 * Source: bash(1) "INVOCATION", zsh's "Startup/Shutdown Files", fish's "Configuration files" (`conf.d`)
 */
export function shellFiles(shell: Shell, { command, env, home, directory }: ShellPlace): ShellFiles {
  if (shell === 'fish') {
    const config = env['XDG_CONFIG_HOME'] || join(home, '.config');
    return { script: join(config, 'fish', 'conf.d', `${command}.fish`) };
  }
  const script = join(directory, `${command}.${shell}`);
  const quoted = quoteArgument(script);
  const startFile = shell === 'zsh' ? join(env['ZDOTDIR'] || home, '.zshrc') : join(home, '.bashrc');
  return { script, startFile, line: `[ -f ${quoted} ] && . ${quoted}  ${markOf(command)}` };
}
