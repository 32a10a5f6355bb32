/** A command that can be killed: what it needs, what it makes, and how that is taken away again. */
export interface Scenario {
  readonly args: readonly string[];
  readonly cwd: string;
  /** The directory that it is about, where that is not the worktree that was made for it. */
  readonly path?: string;
  /** Before each run. */
  readonly prepare: () => Promise<void>;
  /** Fails unless everything is as the command leaves it at its end. */
  readonly assertDone: () => Promise<void>;
  /** Fails if a kill has lost something; called before the command is run again. */
  readonly assertNothingLost?: () => Promise<void>;
  /** Another command that must not suffer; called before the command is run again, sometimes. */
  readonly meanwhile?: () => Promise<void>;
  /** What the command says, run again, if the killed one had come to its end. */
  readonly refusal?: RegExp;
  /** After each run; leaves nothing of it. */
  readonly reset: () => Promise<void>;
}
