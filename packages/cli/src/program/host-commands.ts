import { Argument, type Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { HOST_SERVICES, hostLogsFlags, hostStartFlags } from '../commands/host/flags.ts';

/** `ktrdr local-prod host …` */
export function addHostCommands(localProd: Command, connect: Connect): void {
  const host = localProd
    .command('host')
    .description('Start and stop the services that run outside Docker: broker gateway (ib), GPU training');
  host.helpCommand('help [command]', 'Show help for a command');
  const service = new Argument('[host-service]', 'ib or training (default: both)').choices(HOST_SERVICES);

  const start = host
    .command('start')
    .addArgument(service)
    .description(
      'Start the host services from the clone of local-prod and wait until they are healthy, from any directory',
    );
  connect(start, hostStartFlags, async () => (await import('../chunks/changing.ts')).startHost, {
    examples: ['', 'training --timeout 600'],
  });

  const stop = host
    .command('stop')
    .addArgument(service)
    .description('Stop the host services and all processes that they started');
  connect(stop, [], async () => (await import('../chunks/changing.ts')).stopHost, { examples: ['', 'ib'] });

  const status = host
    .command('status')
    .addArgument(service)
    .description('Show whether the host services run and are healthy, and what else uses their ports');
  connect(status, [], async () => (await import('../chunks/changing.ts')).hostStatus, {
    onlyAnswers: true,
    examples: ['', '--json'],
  });

  const logs = host
    .command('logs')
    .addArgument(service)
    .description('Show the logs of the host services since their last start');
  connect(logs, hostLogsFlags, async () => (await import('../chunks/changing.ts')).hostLogs, {
    onlyAnswers: true,
    examples: ['ib --follow', '--tail 20'],
  });
}
