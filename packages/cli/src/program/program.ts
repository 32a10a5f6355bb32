import type { EventsOptions, Process } from '@ktrdr/terminal';
import { addFlags } from '@ktrdr/terminal/add-flags';
import { eventFlags } from '@ktrdr/terminal/event-flags';
import type { Flag, OptionsOf } from '@ktrdr/terminal/flags';
import type { GlobalOptions } from '@ktrdr/terminal/global-flags';
import { helpWidth } from '@ktrdr/terminal/help-width';
import { Command, type ErrorOptions } from 'commander';
import type { Handler } from '../command/handler.ts';
import type { ConnectOptions } from '../command/connect.ts';
import { INSTANCE_ARGUMENT, sameAsArgument } from '../command/instance-flag.ts';
import { everyCommandsFlags } from '../command/every-commands-flags.ts';
import { runCommand } from './run-command.ts';
import { addAgentsCommands } from './agents-commands.ts';
import { addAnyInstanceCommands } from './any-instance-commands.ts';
import { addBranchCommands } from './branch-commands.ts';
import { addConfigCommand } from './config-command.ts';
import { addCompletionCommands } from './completion-commands.ts';
import { addDoctorCommand } from './doctor-command.ts';
import { addLocalProdCommands } from './local-prod-commands.ts';
import { addMcpCommand } from './mcp-command.ts';
import { addRecordsCommand } from './records-command.ts';
import { addSandboxCommands } from './sandbox-commands.ts';
import { addSetupCommand } from './setup-command.ts';
import { addUseCommands } from './use-commands.ts';
import { addWaitCommand } from './wait-command.ts';
import { addWhyCommand } from './why-command.ts';

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
    description: 'Manage local-prod, the instance for real work: a clone, on the standard ports',
    add: addLocalProdCommands,
    examples: ['init', 'up', 'status'],
  },
  {
    name: 'sandbox',
    description: 'Manage sandboxes: up to ten disposable instances for development and tests',
    add: addSandboxCommands,
    examples: ['create feat-x --up', 'list --git'],
  },
  {
    name: 'agents',
    description: 'Connect ktrdr to a coding agent: its worktrees become sandboxes',
    add: addAgentsCommands,
    examples: ['install', 'uninstall'],
  },
];

/** The command line: names, options and help. What a command does is loaded when it runs. */
export function createProgram({ process, name: called = 'ktrdr', version, args, onDone }: ProgramOptions): Command {
  function connect<const Flags extends readonly Flag[]>(
    command: Command,
    flags: Flags,
    load: () => Promise<Handler<OptionsOf<Flags>>>,
    options: ConnectOptions,
  ): void {
    command.addHelpText('after', () => exampleText(nameOf(command), options.examples));
    addFlags(command, flags);
    const takesInstance = command.registeredArguments[0]?.name() === INSTANCE_ARGUMENT;
    if (takesInstance) addFlags(command, [sameAsArgument]);
    if (options.takesTime === true) addFlags(command, eventFlags);
    command.action(async () => {
      const given = command.optsWithGlobals<OptionsOf<Flags> & GlobalOptions & EventsOptions>();
      const words = takesInstance ? withInstance(command, command.opts<{ instance?: string }>()) : command.args;
      const call = { process, name: nameOf(command), options: given, args: words };
      onDone(await runCommand({ load, ...options }, call));
    });
  }

  const program = new Command(called)
    .exitOverride()
    .showHelpAfterError('Add --help to see the commands and options.')
    // Beside the longest command, descriptions are still broken into lines on 70 columns.
    .configureHelp({ showGlobalOptions: true, minWidthToWrap: 20 })
    .configureOutput({
      getOutHelpWidth: () => helpWidth(process.stdout),
      getErrHelpWidth: () => helpWidth(process.stderr),
    })
    .helpOption('-h, --help', 'Show help for a command')
    .helpCommand('help [command]', 'Show help for a command')
    .description('Run complete, isolated copies of the KTRDR stack on one machine.')
    .version(version, '-V, --version', 'Show the version');
  program.addHelpText('after', () =>
    exampleText(called, ['setup', 'local-prod up', 'sandbox create feat-x --up', 'why']),
  );
  addFlags(program, everyCommandsFlags);
  for (const { name, description, add, examples } of groups) {
    const group = program.command(name).description(description);
    group.helpCommand('help [command]', 'Show help for a command');
    group.addHelpText('after', () => exampleText(nameOf(group), examples));
    if (args === undefined || args.includes(name)) add(group, connect);
  }
  addBranchCommands(program, connect);
  addAnyInstanceCommands(program, connect);
  addUseCommands(program, connect);
  addWhyCommand(program, connect);
  addWaitCommand(program, connect);
  addMcpCommand(program, connect);
  addRecordsCommand(program, connect);
  addConfigCommand(program, connect);
  addDoctorCommand(program, connect);
  addSetupCommand(program, connect);
  addCompletionCommands(program, connect);
  const fail = program.error.bind(program);
  program.error = (message: string, options?: ErrorOptions): never => {
    const unknown = options?.code === 'commander.unknownCommand' ? /'(.+?)'/.exec(message)?.[1] : undefined;
    const meant = groups.flatMap(({ name, add }) => {
      const group = new Command(name);
      add(group, connect);
      return group.commands.some((command) => command.name() === unknown) ? [`${called} ${name} ${unknown}`] : [];
    });
    const [line] = message.split('\n');
    return fail(meant.length === 0 ? message : `${line}\n(Did you mean ${meant.join(' or ')}?)`, options);
  };
  return program;
}

/** The arguments, with an instance that was named by its flag. */
function withInstance(command: Command, { instance }: { readonly instance?: string }): readonly string[] {
  const [named = instance, ...more] = command.args;
  if (named !== undefined && instance !== undefined && named !== instance) {
    command.error(`error: two different instances are named, ${named} and ${instance}`);
  }
  return named === undefined ? [] : [named, ...more];
}

/** What the help of a command ends with; an example is what follows the command's name. */
function exampleText(name: string, examples: readonly string[]): string {
  const title = examples.length === 1 ? 'Example' : 'Examples';
  return [`\n${title}:`, ...examples.map((example) => `  ${name} ${example}`.trimEnd())].join('\n');
}

/** A command as typed: `ktrdr local-prod up`. */
function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}
