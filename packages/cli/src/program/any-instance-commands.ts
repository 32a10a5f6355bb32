import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { downFlags } from '../commands/down/flags.ts';
import { execFlags } from '../commands/exec/flags.ts';
import { statusFlags } from '../commands/status/flags.ts';
import { sandboxUpFlags } from '../commands/up/flags.ts';
import { INSTANCE } from './use-commands.ts';

/** The commands of `local-prod` and `sandbox`, for an instance of either kind, by its name or from its directory. */
export function addAnyInstanceCommands(program: Command, connect: Connect): void {
  const up = program
    .command('up')
    .argument('[instance]', INSTANCE)
    .description('Start an instance and wait until it is ready');
  connect(up, sandboxUpFlags, async () => (await import('../chunks/changing.ts')).up('any'), {
    examples: ['', 'feat-x --no-secrets', 'local-prod'],
  });

  const down = program
    .command('down')
    .argument('[instance]', INSTANCE)
    .description('Stop an instance and remove its containers; its volumes stay');
  connect(down, downFlags, async () => (await import('../chunks/answering.ts')).down('any'), {
    examples: ['feat-x', '3 --volumes   # removes the database, too'],
  });

  const status = program
    .command('status')
    .argument('[instance]', INSTANCE)
    .description('Show services, ports, URLs and workers of an instance');
  connect(status, statusFlags, async () => (await import('../chunks/showing.ts')).status('any'), {
    asksEngine: true,
    onlyAnswers: true,
    examples: ['feat-x', 'local-prod --check'],
  });

  const shell = program
    .command('shell')
    .argument('[service]', 'Open the shell in this service', 'backend')
    .argument('[command...]', 'Run this command instead of the shell; behind --')
    .description('Open a shell in a running container; commands may come on standard input');
  connect(shell, execFlags, async () => (await import('../chunks/using.ts')).shell('any'), {
    examples: ['', 'db --instance feat-x'],
  });
}
