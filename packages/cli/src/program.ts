import { Command, InvalidArgumentError } from 'commander';
import type { Handler } from './command.ts';
import type { GlobalOptions, Process } from './session.ts';

export interface ProgramOptions {
  readonly process: Process;
  readonly version: string;
  /** Told the exit code of the command that ran. */
  readonly onDone: (exitCode: number) => void;
}

/** The command line: names, options and help. What a command does is loaded when it runs. */
export function createProgram({ process, version, onDone }: ProgramOptions): Command {
  /** Connects a command of the command line to its handler. */
  function run<Options extends object>(command: Command, load: () => Promise<Handler<Options>>): void {
    command.action(async () => {
      const { createSession } = await import('./session.ts');
      const options = command.optsWithGlobals<Options & GlobalOptions>();
      const session = createSession(process, options, `ktrdr ${command.parent?.name()} ${command.name()}`);
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
    .configureHelp({ showGlobalOptions: true })
    .description('Complete KTRDR environments, side by side on one machine')
    .version(version, '-V, --version', 'print the version')
    .option('--json', 'print one JSON document on stdout, everything else on stderr')
    .option('--no-color', 'print without colours (also: NO_COLOR)')
    .option('-y, --yes', 'answer confirmations with yes');

  const localProd = program
    .command('local-prod')
    .description('the one environment for real work: a clone, on the standard ports');

  const init = localProd
    .command('init')
    .description('make the clone that you are in the local-prod')
    .option('--keep-volumes', 'use volumes that an earlier local-prod left');
  run(init, async () => (await import('./local-prod/init.ts')).init);

  const up = localProd
    .command('up')
    .description('start it, and say whether it is ready')
    .option('--build', 'build images also where they exist')
    .option('--no-wait', 'wait only until the containers are started and migrated')
    .option('--timeout <seconds>', 'how long to wait, from the first container on', wholeNumber(1, 600), 120)
    .option('--no-secrets', "start with the Compose file's insecure defaults")
    .option('--workers <number>', 'how many workers, 4 to 8; otherwise as many as run, or 4', wholeNumber(4, 8))
    .option('--compose-file <file>', 'use this Compose file');
  run(up, async () => (await import('./local-prod/up.ts')).up);

  const down = localProd
    .command('down')
    .description('stop it and remove its containers; volumes stay')
    .option('-v, --volumes', 'remove its volumes too, and the database in them (asks)');
  run(down, async () => (await import('./local-prod/down.ts')).down);

  const status = localProd.command('status').description('show services, ports, URLs, workers and host services');
  run(status, async () => (await import('./local-prod/status.ts')).status);

  const logs = localProd
    .command('logs')
    .argument('[service]', 'only of this service')
    .description('show what its containers wrote')
    .option('-f, --follow', 'go on showing what they write')
    .option('-n, --lines <number>', 'the last so many lines of each container', wholeNumber(0, 1_000_000), 100);
  run(logs, async () => (await import('./local-prod/logs.ts')).logs);

  const destroy = localProd
    .command('destroy')
    .description('remove containers, networks and volumes and unregister it, from any directory; the clone stays')
    .option('-f, --force', 'the same as --yes');
  run(destroy, async () => (await import('./local-prod/destroy.ts')).destroy);

  return program;
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}
