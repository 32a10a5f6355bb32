import type { Environment } from '@ktrdr/instance';

/** The process as a command sees it. */
export interface Process {
  readonly env: Environment;
  /** @throws CodedError `NO_DIRECTORY` when it was deleted */
  readonly cwd: () => string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly signal: AbortSignal;
  readonly interrupt: () => void;
  /** After Ctrl-C, keeps the process from being ended before the given function is called; told once it would have been ended, and when a second Ctrl-C ends it all the same. */
  readonly holdOff: (onDue: () => void, onCut?: () => void) => () => void;
  /** Called when a child gets our input and output; it has them until the given function is called. What ends us is passed on to it, and it is waited for. */
  readonly handOver: () => () => void;
  /** Says that the command changes nothing: it ends as soon as nobody reads its answer any more. Other commands finish. */
  readonly onlyAnswers: () => void;
  /** Told how a command came to its end, in lines for people: what it has changed must be said also where its output cannot be written. */
  readonly concluded: (lines: readonly string[]) => void;
}
