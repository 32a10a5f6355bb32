import type { Command } from 'commander';
import type { Handler } from './handler.ts';

export interface ConnectOptions {
  /** Whether the command begins with a look at the Engine's containers. */
  readonly asksEngine?: boolean;
  /** Whether it changes nothing, so that it may end when nobody reads its answer any more. */
  readonly onlyAnswers?: boolean;
}

/** Connects a command of the command line to its handler, which is loaded when the command runs. */
export type Connect = <Options extends object>(
  command: Command,
  load: () => Promise<Handler<Options>>,
  options?: ConnectOptions,
) => void;
