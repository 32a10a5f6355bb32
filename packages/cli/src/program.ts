import type { GlobalOptions, Process } from '@ktrdr/terminal';
import { Command } from 'commander';
import type { Handler } from './command.ts';
import { addDoctorCommand } from './program/doctor-command.ts';
import { addLocalProdCommands } from './program/local-prod-commands.ts';
import { addSandboxCommands } from './program/sandbox-commands.ts';
import { addSetupCommand } from './program/setup-command.ts';

export interface ProgramOptions {
  readonly process: Process;
  readonly version: string;
  /** Told the exit code of the command that ran. */
  readonly onDone: (exitCode: number) => void;
}

/** The command line: names, options and help. What a command does is loaded when it runs. */
export function createProgram({ process, version, onDone }: ProgramOptions): Command {
  function connect<Options extends object>(command: Command, load: () => Promise<Handler<Options>>): void {
    command.action(async () => {
      const { createSession } = await import('@ktrdr/terminal');
      const options = command.optsWithGlobals<Options & GlobalOptions>();
      const session = createSession(process, options, nameOf(command));
      const handle = await load();
      try {
        onDone((await handle(session, options, command.args)) ?? 0);
      } finally {
        session.end();
      }
    });
  }

  const program = new Command('ktrdr')
    .exitOverride()
    .showHelpAfterError('Add --help to see what there is.')
    .configureHelp({ showGlobalOptions: true })
    .description('Complete KTRDR environments, side by side on one machine')
    .version(version, '-V, --version', 'print the version')
    .option('--json', 'print one JSON document on stdout, everything else on stderr')
    .option('--no-color', 'print without colours (also: NO_COLOR)')
    .option('-y, --yes', 'answer confirmations with yes');
  addLocalProdCommands(program, connect);
  addSandboxCommands(program, connect);
  addDoctorCommand(program, connect);
  addSetupCommand(program, connect);
  return program;
}

/** A command as typed: `ktrdr local-prod up`. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}
