import { listContainersArgs } from '@ktrdr/compose-runner';
import { runCommand, type Run } from '@ktrdr/process';
import { type Environment, withoutComposeVariables } from './environment.ts';

/**
 * Asks the Engine for its containers, before the code is loaded that reads the answer: either takes about as long. Whoever is the
 * first to ask the same through the {@link Run} that is returned gets that answer.
 */
export function askAhead({ env, signal }: { readonly env: Environment; readonly signal: AbortSignal }): Run {
  let ahead: ReturnType<Run> | undefined = runCommand('docker', listContainersArgs, {
    env: withoutComposeVariables(env),
    cwd: '/',
    timeoutMs: 60_000,
    signal,
  });
  // Perhaps nobody asks.
  ahead.catch(() => {});
  return async (command, args, options) => {
    const answer = command === 'docker' && args.join('\0') === listContainersArgs.join('\0') ? ahead : undefined;
    if (answer === undefined) return await runCommand(command, args, options);
    ahead = undefined;
    return await answer;
  };
}
