import type { RunOptions } from '@ktrdr/process';
import type { GitOptions } from './run-git.ts';

/**
 * How a git is run whose answer allows a deletion, or which cleans up: Ctrl-C ends neither it nor its answer. Its terminal's process
 * group does not reach it, and no signal of ours ends it.
 */
export const UNDISTURBED: Required<Pick<RunOptions, 'signal' | 'ownSession'>> = {
  signal: new AbortController().signal,
  ownSession: true,
};

/** A git that is always run like that. */
export function undisturbed({ run, env }: GitOptions): GitOptions {
  return { env, run: async (command, args, options) => await run(command, args, { ...options, ...UNDISTURBED }) };
}
