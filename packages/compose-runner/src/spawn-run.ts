import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { hasCode } from '@ktrdr/errors';
import type { Run } from './runner.ts';

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
  const missing = hasCode(failure, 'ENOENT');
  const aborted = hasCode(failure, 'ABORT_ERR');
  const ended = code === null && !aborted && performance.now() - begin >= (timeoutMs ?? Infinity);
  return {
    exitCode: missing ? undefined : (code ?? undefined),
    stdout,
    stderr,
    missing,
    timedOut: ended,
    aborted,
  };
};
