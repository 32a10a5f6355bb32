import { spawn } from 'node:child_process';
import { hasCode } from '@ktrdr/errors';
import type { Run } from './runner.ts';

const KILL_AFTER_MS = 1000;

/** {@link Run} with Node's own `spawn`: SIGTERM at the time limit or when the signal aborts, SIGKILL a second later. */
export const spawnRun: Run = async (command, args, { env, timeoutMs, signal }) => {
  // A child that nobody waits for is not started.
  if (signal?.aborted === true) return ended({ aborted: true });
  return await new Promise((resolve, reject) => {
    // Standard input is /dev/null: `op` takes what it reads there for the names of items.
    const child = spawn(command, args, { env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    child.stdout.on('data', (data: Buffer) => output.stdout.push(data));
    child.stderr.on('data', (data: Buffer) => output.stderr.push(data));

    let stopped: 'timedOut' | 'aborted' | undefined;
    let killing: NodeJS.Timeout | undefined;
    const stop = (why: 'timedOut' | 'aborted'): void => {
      stopped ??= why;
      child.kill('SIGTERM');
      killing ??= setTimeout(() => {
        child.kill('SIGKILL');
        // Something that the child started may hold the pipes open; nobody waits for that.
        child.stdout.destroy();
        child.stderr.destroy();
      }, KILL_AFTER_MS);
    };
    const limit = timeoutMs === undefined ? undefined : setTimeout(() => stop('timedOut'), timeoutMs);
    const abort = (): void => stop('aborted');
    signal?.addEventListener('abort', abort, { once: true });
    const finish = (): void => {
      clearTimeout(limit);
      clearTimeout(killing);
      signal?.removeEventListener('abort', abort);
    };

    child.once('error', (error) => {
      finish();
      if (hasCode(error, 'ENOENT')) resolve(ended({ missing: true }));
      else reject(error);
    });
    child.once('close', (code) => {
      finish();
      resolve({
        ...ended(stopped === undefined ? {} : { [stopped]: true }),
        // What it makes of being ended is no answer.
        exitCode: stopped === 'timedOut' ? undefined : (code ?? undefined),
        stdout: Buffer.concat(output.stdout).toString('utf8'),
        stderr: Buffer.concat(output.stderr).toString('utf8'),
      });
    });
  });
};

function ended(how: { missing?: true; timedOut?: true; aborted?: true }): Awaited<ReturnType<Run>> {
  return { exitCode: undefined, stdout: '', stderr: '', missing: false, timedOut: false, aborted: false, ...how };
}
