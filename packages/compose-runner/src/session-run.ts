import { type ChildProcess, spawn } from 'node:child_process';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '@ktrdr/errors';
import type { Run } from './runner.ts';
import { startFailure } from './start-failure.ts';

/** What a child has to end by itself once it was told to. */
const TO_END_MS = 1000;
/** How long nothing may come of a pipe that something holds which the ended child has started. */
const QUIET_MS = 300;

/**
 * {@link Run} for commands with `ownSession`: setsid(2) takes the terminal away from the child and from all that it starts, so that none of them
 * can ask there, and one signal reaches them all. Time-out and abort send SIGTERM, and SIGKILL a second later.
 */
export const sessionRun: Run = async (command, args, { env, cwd, timeoutMs, signal, descriptors = [] }) => {
  const child = spawn(command, args, {
    env: { ...env },
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', ...descriptors],
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream]?.setEncoding('utf8').on('data', (text: string) => (output[stream] += text));
  let why: 'timedOut' | 'aborted' | undefined;
  const end = (reason: typeof why): void => {
    why ??= reason;
    endGroup(child);
  };
  const abort = (): void => end('aborted');
  const timer = timeoutMs === undefined ? undefined : setTimeout(() => end('timedOut'), timeoutMs);
  if (signal?.aborted === true) abort();
  else signal?.addEventListener('abort', abort, { once: true });
  try {
    const { code, error } = await settled(child);
    const notStarted = await startFailure(error, command, { env });
    if (error !== undefined && notStarted === undefined) throw error;
    return {
      exitCode: code ?? undefined,
      ...output,
      ...(notStarted ?? { missing: false }),
      timedOut: why === 'timedOut',
      aborted: why === 'aborted',
    };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
};

/** Ends a child with all of its process group, which it leads. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  // Also when the child has ended: what it started may not have.
  setTimeout(() => signalGroup(pid, 'SIGKILL'), TO_END_MS).unref();
}

function signalGroup(leader: number, name: NodeJS.Signals): void {
  try {
    process.kill(-leader, name);
  } catch (error) {
    // EPERM is macOS' word for a group of which only a zombie is left.
    if (!hasCode(error, 'ESRCH') && !hasCode(error, 'EPERM')) throw error;
  }
}

async function settled(child: ChildProcess): Promise<{ code: number | null; error?: Error }> {
  return await new Promise((resolve) => {
    let code: number | null = null;
    child.once('error', (error) => resolve({ code: null, error }));
    child.once('exit', (exitCode) => {
      code = exitCode;
      void closeWhenQuiet(child);
    });
    child.once('close', () => resolve({ code }));
  });
}

/**
 * Gives up pipes that something holds which the ended child has left behind: an ssh that keeps its connection open for others holds stderr for
 * minutes. What the child itself wrote is in them when it ends, and is read first.
 */
async function closeWhenQuiet({ stdout, stderr }: ChildProcess): Promise<void> {
  let heard = true;
  for (const stream of [stdout, stderr]) stream?.on('data', () => (heard = true));
  while (heard) {
    heard = false;
    await delay(QUIET_MS, undefined, { ref: false });
    // However late this process is, whatever can be read is read before it goes on.
    await nextTurn();
    await nextTurn();
  }
  stdout?.destroy();
  stderr?.destroy();
}
