import type { Process } from '@ktrdr/terminal';
import { addFlags, type Flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { globalFlags, type GlobalOptions } from '@ktrdr/terminal/global-flags';
import { Command } from 'commander';
import type { Handler } from '../command/handler.ts';
import type { ConnectOptions } from '../command/connect.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addLocalProdCommands } from './local-prod-commands.ts';
import { addSandboxCommands } from './sandbox-commands.ts';
import { addSetupCommand } from './setup-command.ts';

export interface ProgramOptions {
  readonly process: Process;
  /** How the command was called. @default `ktrdr` */
  readonly name?: string;
  readonly version: string;
  /** Only groups of commands that are named here get their commands, which takes milliseconds. All of them without it. */
  readonly args?: readonly string[];
  /** Told the exit code of the command that ran. */
  readonly onDone: (exitCode: number) => void;
}

const groups = [
  {
    name: 'local-prod',
    description: 'the one environment for real work: a clone, on the standard ports',
    add: addLocalProdCommands,
  },
  {
    name: 'sandbox',
    description: 'disposable environments for development and tests, up to ten side by side',
    add: addSandboxCommands,
  },
];

/** The command line: names, options and help. What a command does is loaded when it runs. */
export function createProgram({ process, name: called = 'ktrdr', version, args, onDone }: ProgramOptions): Command {
  function connect<const Flags extends readonly Flag[]>(
    command: Command,
    flags: Flags,
    load: () => Promise<Handler<OptionsOf<Flags>>>,
    { asksEngine = false, onlyAnswers = false }: ConnectOptions = {},
  ): void {
    addFlags(command, flags).action(async () => {
      if (onlyAnswers) process.onlyAnswers();
      const run = asksEngine ? (await import('../chunks/ask-ahead.ts')).askAhead(process) : undefined;
      const { createSession } = await import('@ktrdr/terminal/session');
      const options = command.optsWithGlobals<OptionsOf<Flags> & GlobalOptions>();
      const session = createSession({ process, options, command: nameOf(command), run });
      const handle = await load();
      try {
        onDone((await handle(session, options, command.args)) ?? 0);
      } finally {
        session.end();
      }
    });
  }

  const program = new Command(called)
    .exitOverride()
    .showHelpAfterError('Add --help to see what there is.')
    .configureHelp({ showGlobalOptions: true })
    .description('Complete KTRDR environments, side by side on one machine')
    .version(version, '-V, --version', 'print the version');
  addFlags(
    program,
    globalFlags({
      json: 'print one JSON document on stdout, everything else on stderr',
      yes: 'answer confirmations with yes',
    }),
  );
  for (const { name, description, add } of groups) {
    const group = program.command(name).description(description);
    if (args === undefined || args.includes(name)) add(group, connect);
  }
  addDoctorCommand(program, connect);
  addSetupCommand(program, connect);
  return program;
}

/** A command as typed: `ktrdr local-prod up`. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}
