/** How a command is run whose output a person watches. */
interface RunVisibleOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborting it sends SIGINT; SIGKILL follows if that does not end it. */
  readonly signal: AbortSignal;
}

/** How it ended. */
interface VisibleResult {
  readonly exitCode: number | undefined;
  /** The signal that ended it. */
  readonly signal?: string | undefined;
  /** There is no such command. */
  readonly missing: boolean;
}

/** Runs a command that writes to our terminal itself, its progress too. */
export type RunVisible = (
  command: string,
  args: readonly string[],
  options: RunVisibleOptions,
) => Promise<VisibleResult>;

const KILL_AFTER_MS = 1500;

/** {@link RunVisible} with all output on standard error: standard output may carry our JSON. */
export const runVisible: RunVisible = async (command, args, { env, cwd, signal }) => {
  const { execa } = await import('execa');
  const result = await execa(command, [...args], {
    env: Object.fromEntries(
      Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
    ),
    extendEnv: false,
    cwd,
    reject: false,
    stdio: ['ignore', 2, 2],
    cancelSignal: signal,
    killSignal: 'SIGINT',
    forceKillAfterDelay: KILL_AFTER_MS,
  });
  if (result.exitCode !== 0) signal.throwIfAborted();
  return {
    exitCode: result.exitCode,
    signal: result.signal,
    missing: result.code === 'ENOENT' && result.exitCode === undefined,
  };
};
