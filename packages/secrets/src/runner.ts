/** How a command is run. */
export interface RunOptions {
  /** The child's whole environment; nothing is inherited beside it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** After this many milliseconds the child is ended and the result says `timedOut`. */
  readonly timeoutMs?: number;
  /** Aborting it ends the child, and the result says `aborted`. */
  readonly signal?: AbortSignal;
}

/** How a command ended. A command that is not there at all has `exitCode` undefined and `missing` true. */
export interface RunResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly missing: boolean;
  readonly timedOut: boolean;
  readonly aborted: boolean;
}

/**
 * Runs `command` with an argument array, never through a shell, and with its standard input closed. Resolves also when
 * the command fails.
 */
export type Run = (command: string, args: readonly string[], options: RunOptions) => Promise<RunResult>;
