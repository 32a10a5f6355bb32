/** How a command is run. */
export interface RunOptions {
  /** The child's whole environment; nothing is inherited beside it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Written to the child's standard input, which is closed otherwise. */
  readonly input?: string;
  /**
   * Gives the child this process's own standard input, output and error; the result has none of its output then. Aborted, it gets the signal that is the
   * `cause` of the reason, SIGINT without one, and has all the time that it takes.
   */
  readonly interactive?: boolean;
  /** Open files of this process that the child inherits, as descriptor 3 and so on. */
  readonly descriptors?: readonly number[];
  /**
   * Runs the child in a session of its own: it has no terminal to ask on, Ctrl-C does not reach it, and a time-out or an abort ends it with all
   * that it has started (setsid(2)): by SIGTERM, and SIGKILL a second later.
   */
  readonly ownSession?: boolean;
  /** After this many milliseconds the child is ended, a second later at the latest, and the result says `timedOut`, whatever it makes of that. */
  readonly timeoutMs?: number;
  /** Aborting it sends SIGINT, which lets the command tidy up, and SIGKILL five seconds later. One that has aborted already lets nothing start. */
  readonly signal?: AbortSignal;
  /** After so much on one of its streams, in UTF-16 units, the child is ended as at an abort, and the result says `tooMuch`; not with `onLine`. @default no limit */
  readonly mostOutput?: number;
  /** Called with each line of the child's output as it comes. */
  readonly onLine?: (line: OutputLine) => void;
}

/** A line that a command has written, without its end. */
export interface OutputLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/**
 * How a command ended. `exitCode` is undefined for one that a signal or its time limit ended, and for one that could not be started: it is
 * `missing`, or `stderr` says why. What something holds on to that it has started is not waited for.
 */
export interface RunResult {
  readonly exitCode: number | undefined;
  /** The signal that ended it, whoever sent it. */
  readonly signal?: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly missing: boolean;
  readonly timedOut: boolean;
  readonly aborted: boolean;
  /** Whether it wrote more than `mostOutput`: what it wrote is cut off there. */
  readonly tooMuch?: boolean;
}

/** Runs `command` with an argument array, never through a shell. Resolves also when the command fails. */
export type Run = (command: string, args: readonly string[], options: RunOptions) => Promise<RunResult>;
