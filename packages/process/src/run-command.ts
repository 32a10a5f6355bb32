import { spawn, type StdioOptions } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { messageOf } from '@ktrdr/errors';
import { closeWhenQuiet } from './close-when-quiet.ts';
import { collectOutput } from './collect-output.ts';
import { endChild } from './end-child.ts';
import type { Run, RunOptions } from './run.ts';
import { startFailure } from './start-failure.ts';

const NOTHING = { exitCode: undefined, stdout: '', stderr: '', missing: false, timedOut: false, aborted: false };

/** {@link Run} with Node's own `spawn`. */
export const runCommand: Run = async (command, args, options) => {
  const { env, cwd, input, interactive = false, ownSession = false, timeoutMs, signal, onLine, mostOutput } = options;
  // A child that nobody waits for is not started.
  if (signal?.aborted === true) return { ...NOTHING, aborted: true };
  const child = spawn(command, args, { env: { ...env }, cwd, detached: ownSession, stdio: streams(options) });
  const ended: { why?: 'timedOut' | 'aborted' | 'unread' | 'tooMuch'; whole?: Promise<void> } = {};
  const end = (why: NonNullable<typeof ended.why>): void => {
    if (ended.why !== undefined) return;
    ended.why = why;
    ended.whole = endChild(child, {
      ownSession,
      atOnce: why === 'timedOut',
      isPatient: interactive && why === 'aborted',
      by: interactive ? passedOn(signal) : 'SIGINT',
    });
  };
  let failure: { readonly error: unknown } | undefined;
  const output = collectOutput(
    interactive ? {} : child,
    onLine &&
      ((line) => {
        if (failure !== undefined) return;
        try {
          onLine(line);
        } catch (error) {
          // A reader that cannot go on ends the command, which would otherwise go on without one.
          failure = { error };
          end('unread');
        }
      }),
    mostOutput === undefined ? undefined : { length: mostOutput, onMore: () => end('tooMuch') },
  );
  // One that ends before it has read all says itself why.
  child.stdin?.on('error', () => {}).end(input);
  const abort = (): void => end('aborted');
  const limit = timeoutMs === undefined ? undefined : setTimeout(() => end('timedOut'), timeoutMs);
  // So many children may run at once. None stays longer than its child.
  if (signal !== undefined) setMaxListeners(0, signal);
  signal?.addEventListener('abort', abort, { once: true });
  let endedBy: NodeJS.Signals | undefined;
  const { code, unstarted } = await new Promise<{ code: number | null; unstarted?: Error }>((resolve) => {
    let exitCode: number | null = null;
    child.once('error', (error) => {
      // A signal that could not be sent is reported like this, too.
      if (child.pid === undefined) resolve({ code: null, unstarted: error });
    });
    child.once('exit', (status, name) => {
      exitCode = status;
      endedBy = name ?? undefined;
      void closeWhenQuiet(child, () => ended.why !== undefined);
    });
    child.once('close', () => resolve({ code: exitCode }));
  });
  clearTimeout(limit);
  signal?.removeEventListener('abort', abort);
  await ended.whole;
  const { stdout, stderr } = output();
  if (failure !== undefined) throw failure.error;
  const notStarted = await startFailure(unstarted, command, { env });
  const timedOut = ended.why === 'timedOut';
  const tooMuch = ended.why === 'tooMuch';
  return {
    // What it makes of being ended is no answer.
    exitCode: timedOut || tooMuch ? undefined : (code ?? undefined),
    signal: endedBy,
    stdout,
    stderr: unstarted === undefined ? stderr : (notStarted?.stderr ?? messageOf(unstarted)),
    missing: notStarted?.missing ?? false,
    timedOut,
    aborted: ended.why === 'aborted',
    ...(tooMuch && { tooMuch }),
  };
};

/** What ends this process ends a child that has its input and output. */
function passedOn(signal: AbortSignal | undefined): NodeJS.Signals {
  const reason: unknown = signal?.reason;
  const cause = reason instanceof Error ? reason.cause : undefined;
  return cause === 'SIGTERM' || cause === 'SIGHUP' ? cause : 'SIGINT';
}

function streams({ interactive, input, descriptors = [] }: RunOptions): StdioOptions {
  if (interactive === true) return ['inherit', 'inherit', 'inherit', ...descriptors];
  return [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', ...descriptors];
}
