import type { RunOptions } from '@ktrdr/compose-runner';

/**
 * How a git is run whose answer allows a deletion, or which cleans up: Ctrl-C ends neither it nor its answer. Its terminal's process
 * group does not reach it, and no signal of ours ends it.
 */
export const UNDISTURBED: Required<Pick<RunOptions, 'signal' | 'ownSession'>> = {
  signal: new AbortController().signal,
  ownSession: true,
};
