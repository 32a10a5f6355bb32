import { execFile } from 'node:child_process';
import type { Run } from './runner.ts';

/** {@link Run} with Node alone, for commands whose whole output is read at their end. */
export const execFileRun: Run = async (command, args, { env, cwd, timeoutMs, signal }) =>
  await new Promise((resolve) => {
    const begin = performance.now();
    const child = execFile(
      command,
      args,
      {
        env: { ...env },
        cwd,
        signal,
        timeout: timeoutMs ?? 0,
        killSignal: 'SIGINT',
        maxBuffer: Infinity,
        encoding: 'utf8',
      },
      (error, stdout, stderr) => {
        const code = error?.code;
        const aborted = error?.name === 'AbortError';
        resolve({
          exitCode: error === null ? 0 : typeof code === 'number' ? code : undefined,
          stdout,
          stderr,
          missing: code === 'ENOENT',
          timedOut: error?.killed === true && !aborted && performance.now() - begin >= (timeoutMs ?? Infinity),
          aborted,
        });
      },
    );
    child.stdin?.end();
  });
