import type { Command } from 'commander';
import type { Handler } from '../command.ts';

export interface ConnectOptions {
  /** Whether the command begins with a look at the Engine's containers. */
  readonly asksEngine?: boolean;
}

/** Connects a command of the command line to its handler, which is loaded when the command runs. */
export type Connect = <Options extends object>(
  command: Command,
  load: () => Promise<Handler<Options>>,
  options?: ConnectOptions,
) => void;
