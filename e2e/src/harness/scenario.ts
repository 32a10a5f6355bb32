import type { RunKilledOptions } from './run-killed.ts';

/** A command that can be killed: what it needs, what it makes, and how that is taken away again. */
export interface Scenario {
  readonly args: readonly string[];
  readonly cwd: string;
  /** @default the built `ktrdr` */
  readonly program?: string;
  /** Further variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** What it ends with. @default 0 */
  readonly exitCode?: number;
  /** Somebody presses Ctrl-C before the first step of that name: what is killed, and what meets others' directories, is the undo. */
  readonly interrupted?: { readonly before: RegExp; readonly assertUndone: () => Promise<void> };
  /** The directory that it is about, and that is there before it begins. */
  readonly path?: string;
  /** Whether the command leaves that directory, and the marker of another registry's instance in it. */
  readonly stays?: boolean;
  /** Whether the command registers that directory, or the one that is there in its place when it looks. */
  readonly adopts?: boolean;
  /** The directory that it makes, where it is about none that is there. */
  readonly makes?: string;
  /** Files of its own that it may leave beside the registry. */
  readonly leaves?: RegExp;
  /** Before each run. */
  readonly prepare?: () => Promise<void>;
  /** Fails unless everything is as the command leaves it at its end. */
  readonly assertDone: () => Promise<void>;
  /** The same, once another directory had taken its place and all is back. @default assertDone */
  readonly assertSettled?: () => Promise<void>;
  /** Fails if a kill has lost something; called before the command is run again. */
  readonly assertNothingLost?: () => Promise<void>;
  /** Another command that must not suffer; called before the command is run again, sometimes. */
  readonly meanwhile?: () => Promise<void>;
  /** What the command says, run again, if the killed one had come to its end. */
  readonly refusal?: RegExp;
  /** After each run; leaves nothing of it. */
  readonly reset: () => Promise<void>;
}

/** What a Ctrl-C lets a command end with. */
export const INTERRUPTED = 130;

/** What it ends with where nobody disturbs it. */
export function calmCodeOf({ exitCode = 0, interrupted }: Scenario): number {
  return interrupted === undefined ? exitCode : INTERRUPTED;
}

/** How it is run, in an environment. */
export function commandOf(
  { args, cwd, program, env, interrupted }: Scenario,
  environment: Readonly<Record<string, string>>,
): Pick<RunKilledOptions, 'args' | 'cwd' | 'program' | 'env' | 'interruptBefore'> {
  return { args, cwd, program, env: { ...environment, ...env }, interruptBefore: interrupted?.before };
}
