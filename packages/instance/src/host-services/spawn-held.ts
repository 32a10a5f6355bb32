import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface HeldOptions<T> {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** An open file, which gets what it writes. */
  readonly output: number;
  /** Done before it begins, with its pid. */
  readonly record: (pid: number) => Promise<T>;
}

/** Becomes the program, with the same pid, once it is told to; ends where nobody can tell it any more. */
const GATE = 'read -r go && exec "$@" </dev/null';

/**
 * Starts a program in a session of its own that outlives this process, and lets it begin when it is recorded: where this process ends before that, however
 * it ends, the program has never run. (No runner of `@ktrdr/process` fits: those wait for what they start.)
 *
 * @returns what `record` gives
 * @throws what `record` throws, and Node's errors: the program has not begun
 */
export async function spawnHeld<T>(command: readonly string[], options: HeldOptions<T>): Promise<T> {
  const { env, cwd, output, record } = options;
  const stdio = ['pipe', output, output] as const;
  const child = spawn('/bin/sh', ['-c', GATE, 'ktrdr', ...command], { env, cwd, detached: true, stdio: [...stdio] });
  await once(child, 'spawn');
  // One that is killed meanwhile shows by its health.
  child.stdin?.on('error', () => {});
  try {
    const recorded = await record(child.pid ?? 0);
    child.stdin?.end('go\n');
    return recorded;
  } catch (error) {
    child.stdin?.destroy();
    throw error;
  } finally {
    child.unref();
  }
}
