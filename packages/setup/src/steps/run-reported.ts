import type { Context } from '@ktrdr/instance';
import type { RunVisible } from './run-visible.ts';

/** {@link RunVisible} whose output is told as events: a program reads standard error. */
export function runReported({ run, report }: Pick<Context, 'run' | 'report'>): RunVisible {
  return async (command, args, options) => {
    const onLine = ({ text }: { readonly text: string }): void => report({ type: 'output', tool: command, text });
    const { exitCode, signal, missing } = await run(command, args, { ...options, onLine });
    if (exitCode !== 0) options.signal.throwIfAborted();
    return { exitCode, signal, missing };
  };
}
