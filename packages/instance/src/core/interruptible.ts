import type { Run } from '@ktrdr/process';

/**
 * Runs commands that end when `signal` aborts, and throws its reason for a command that failed thereafter: Ctrl-C on a
 * terminal reaches the children too, and what they then say is no failure of theirs. A command that is given a signal of its
 * own is left to its caller.
 */
export function interruptible(run: Run, signal: AbortSignal): Run {
  return async (command, args, options) => {
    if (options.signal !== undefined) return await run(command, args, options);
    const result = await run(command, args, { ...options, signal });
    if (result.exitCode !== 0) signal.throwIfAborted();
    return result;
  };
}
