import type { Command } from 'commander';
import type { Kind } from '@ktrdr/instance';
import type { Connect } from '../command/connect.ts';
import { downFlags } from '../commands/down/flags.ts';
import { logsFlags } from '../commands/logs/flags.ts';
import { statusFlags } from '../commands/status/flags.ts';
import { localProdUpFlags, sandboxUpFlags } from '../commands/up/flags.ts';

/** `up`, `down`, `status` and `logs`, which are the same for both kinds, but that a sandbox can leave services out. */
export function addInstanceCommands(group: Command, kind: Kind['name'], connect: Connect): void {
  const up = group.command('up').description('start it, and say whether it is ready');
  const loadUp = async () => (await import('../chunks/changing.ts')).up(kind);
  if (kind === 'local-prod') connect(up, localProdUpFlags, loadUp);
  else connect(up, sandboxUpFlags, loadUp);

  const down = group.command('down').description('stop it and remove its containers; volumes stay');
  connect(down, downFlags, async () => (await import('../chunks/answering.ts')).down(kind));

  const status = group.command('status').description('show services, ports, URLs, workers and host services');
  connect(status, statusFlags, async () => (await import('../chunks/answering.ts')).status(kind), {
    asksEngine: true,
    onlyAnswers: true,
  });

  const logs = group
    .command('logs')
    .argument('[service]', 'only of this service')
    .description('show what its containers wrote');
  connect(logs, logsFlags, async () => (await import('../chunks/answering.ts')).logs(kind), { onlyAnswers: true });
}
