import type { Command } from 'commander';
import type { Kind } from '@ktrdr/instance';
import type { Connect } from '../command/connect.ts';
import { downFlags } from '../commands/down/flags.ts';
import { logsFlags } from '../commands/logs/flags.ts';
import { statusCommand } from './status-command.ts';
import { localProdUpFlags, sandboxUpFlags } from '../commands/up/flags.ts';

/** `up`, `down`, `status` and `logs`, which are the same for both kinds, but that a sandbox can leave services out. */
export function addInstanceCommands(group: Command, kind: Kind['name'], connect: Connect): void {
  const up = group.command('up').description('Start the instance and wait until it is ready');
  const loadUp = async () => (await import('../chunks/changing.ts')).up(kind);
  if (kind === 'local-prod')
    connect(up, localProdUpFlags, loadUp, { takesTime: true, examples: ['', '--build --workers 6'] });
  else
    connect(up, sandboxUpFlags, loadUp, {
      takesTime: true,
      examples: ['--no-secrets', '--workers 1 --without mcp-local'],
    });

  const down = group.command('down').description('Stop the instance and remove its containers; its volumes stay');
  connect(down, downFlags, async () => (await import('../chunks/answering.ts')).down(kind), {
    takesTime: true,
    examples: ['', '--volumes   # removes the database, too'],
  });

  const status = group.command('status').description('Show services, ports, URLs, workers and host services');
  const shown = statusCommand(kind);
  connect(status, shown.flags, shown.load, shown);

  const logs = group
    .command('logs')
    .argument('[service...]', 'Show only these services')
    .description('Show the container logs, merged by time');
  connect(logs, logsFlags, async () => (await import('../chunks/reading-logs.ts')).logs(kind), {
    onlyAnswers: true,
    examples: ['backend db --follow', '--since 10m --level warning', "--all --grep 'timeout|refused'"],
  });

  const shell = group
    .command('shell')
    .argument('[service]', 'Open the shell in the container of this service', 'backend')
    .argument('[command...]', 'Run this command instead of a shell; put it after --')
    .description('Open a shell in a running container, or run commands from standard input');
  connect(shell, [], async () => (await import('../chunks/using.ts')).shell(kind), {
    examples: ['', 'db', 'db -- psql --version'],
  });
}
