import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { hasCode } from '@ktrdr/errors';
import type { Run } from './runner.ts';
import { startFailure } from './start-failure.ts';

/** {@link Run} with Node alone, for commands whose whole output is read at their end. Standard input is /dev/null. */
export const spawnRun: Run = async (command, args, { env, cwd, timeoutMs, signal }) => {
  const begin = performance.now();
  const child = spawn(command, args, {
    env: { ...env },
    cwd,
    signal,
    timeout: timeoutMs,
    killSignal: 'SIGINT',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let failure: unknown;
  child.on('error', (error) => (failure = error));
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [code, stdout, stderr] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  const notStarted = await startFailure(failure, command, { env });
  const aborted = hasCode(failure, 'ABORT_ERR');
  const ended = code === null && !aborted && performance.now() - begin >= (timeoutMs ?? Infinity);
  return {
    exitCode: notStarted === undefined ? (code ?? undefined) : undefined,
    stdout,
    stderr: notStarted?.stderr ?? stderr,
    missing: notStarted?.missing ?? false,
    timedOut: ended,
    aborted,
  };
};
