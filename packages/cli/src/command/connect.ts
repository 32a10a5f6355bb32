import type { Flag, OptionsOf } from '@ktrdr/terminal/flags';
import type { Command } from 'commander';
import type { Handler } from './handler.ts';

export interface ConnectOptions {
  /** What to type behind the command's name, for its help; a comment may follow. */
  readonly examples: readonly [string, ...string[]];
  /** Whether the command begins with a look at the Engine's containers. */
  readonly asksEngine?: boolean;
  /** Whether it takes time, of which programs may be told as it goes by. */
  readonly takesTime?: boolean;
  /** Whether it changes nothing, so that it may end when nobody reads its answer any more. */
  readonly onlyAnswers?: boolean;
  /** Whether stdout is another program's, so that what is for people goes to stderr. */
  readonly passesOn?: boolean;
}

/** Gives a command of the command line its options and its handler, which is loaded when the command runs and gets what the options say. */
export type Connect = <const Flags extends readonly Flag[]>(
  command: Command,
  flags: Flags,
  load: () => Promise<Handler<OptionsOf<Flags>>>,
  options: ConnectOptions,
) => void;
