import type { Process } from '@ktrdr/terminal';
import type { Flag } from '@ktrdr/terminal/flags';
import { readSwitches } from '@ktrdr/terminal/read-switches';
import type { CommandDefinition } from '../command/command-definition.ts';
import { everyCommandsFlags } from '../command/every-commands-flags.ts';
import { runCommand } from './run-command.ts';
import { listCommand } from './list-command.ts';
import { statusCommand } from './status-command.ts';

/** A command that is asked often, and read without the code that reads every other one. */
interface QuickCommand {
  readonly words: string;
  /** Reads what stands behind its words; undefined for anything but options that are on or off. */
  readonly read: (args: readonly string[]) => QuickCall | undefined;
}

interface QuickCall {
  readonly options: object;
  /** @param program how it was called */
  readonly run: (process: Process, program: string) => Promise<number>;
}

const quickCommands: readonly QuickCommand[] = [
  quickCommand('list', listCommand),
  quickCommand('ls', listCommand),
  quickCommand('sandbox list', listCommand),
  quickCommand('sandbox status', statusCommand('sandbox')),
  quickCommand('local-prod status', statusCommand('local-prod')),
];

/**
 * A command line that needs no commander: one of the questions that are asked often, with nothing but options that are on or off. The same comes of it as
 * with commander, sooner. Undefined for every other one.
 */
export function readQuickly(args: readonly string[]): QuickCall | undefined {
  for (const count of [1, 2]) {
    const words = args.slice(0, count).join(' ');
    const found = quickCommands.find((command) => command.words === words);
    if (found !== undefined) return found.read(args.slice(count));
  }
  return undefined;
}

function quickCommand<const Flags extends readonly Flag[]>(
  words: string,
  definition: CommandDefinition<Flags>,
): QuickCommand {
  return {
    words,
    read(args) {
      const options = readSwitches(args, [...definition.flags, ...everyCommandsFlags]);
      return (
        options && {
          options,
          run: async (process, program) =>
            await runCommand(definition, { process, name: `${program} ${words}`, options, args: [] }),
        }
      );
    },
  };
}
