import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { instanceFlag } from '../command/instance-flag.ts';
import { destroyFlags } from '../commands/destroy/flags.ts';
import { anyDownFlags } from '../commands/down/flags.ts';
import { execFlags } from '../commands/exec/flags.ts';
import { logsFlags } from '../commands/logs/flags.ts';
import { restartFlags } from '../commands/restart/flags.ts';
import { statusFlags } from '../commands/status/flags.ts';
import { anyUpFlags } from '../commands/up/flags.ts';
import { listCommand } from './list-command.ts';
import { INSTANCE } from './use-commands.ts';

/** The commands of `local-prod` and `sandbox`, for an instance of either kind, by its name or from its directory. */
export function addAnyInstanceCommands(program: Command, connect: Connect): void {
  const up = program
    .command('up')
    .argument('[instance]', INSTANCE)
    .description('Start an instance and wait until it is ready');
  connect(up, anyUpFlags, async () => (await import('../chunks/changing.ts')).up('any'), {
    takesTime: true,
    examples: ['feat-x --no-secrets', 'local-prod', '--all'],
  });

  const restart = program
    .command('restart')
    .argument('[service...]', 'Restart only these services')
    .description('Restart the containers of an instance and wait until it is ready');
  connect(restart, restartFlags, async () => (await import('../chunks/changing.ts')).restart, {
    takesTime: true,
    examples: ['backend', '--instance feat-x'],
  });

  const down = program
    .command('down')
    .argument('[instance]', INSTANCE)
    .description('Stop an instance and remove its containers; its volumes stay');
  connect(down, anyDownFlags, async () => (await import('../chunks/answering.ts')).down('any'), {
    takesTime: true,
    examples: ['feat-x', '--all', 'feat-x --volumes   # removes the database, too'],
  });

  const status = program
    .command('status')
    .alias('ps')
    .argument('[instance]', INSTANCE)
    .description('Show services, ports, URLs and workers of an instance');
  connect(status, statusFlags, async () => (await import('../chunks/showing.ts')).status('any'), {
    asksEngine: true,
    onlyAnswers: true,
    examples: ['feat-x', 'local-prod --check'],
  });

  const list = program.command('list').alias('ls').description('List the instances on this machine');
  connect(list, listCommand.flags, listCommand.load, listCommand);

  const logs = program
    .command('logs')
    .argument('[service...]', 'Show only these services')
    .description('Show the container logs, merged by time');
  connect(
    logs,
    [...logsFlags, instanceFlag] as const,
    async () => (await import('../chunks/reading-logs.ts')).logs('any'),
    {
      onlyAnswers: true,
      examples: ['backend --follow --instance feat-x', "--all --grep 'timeout|refused'"],
    },
  );

  const shell = program
    .command('shell')
    .argument('[service]', 'Open the shell in the container of this service', 'backend')
    .argument('[command...]', 'Run this command instead of a shell; put it after --')
    .description('Open a shell in a running container, or run commands from standard input');
  connect(shell, execFlags, async () => (await import('../chunks/using.ts')).shell('any'), {
    examples: ['', 'db --instance feat-x'],
  });

  const destroy = program
    .command('destroy')
    .alias('rm')
    .argument('[instance]', 'Full id or short name (default: the sandbox of the current directory)')
    .description(
      'Remove an instance: its containers, networks, volumes and the worktree created for it; its branch stays',
    );
  connect(destroy, destroyFlags, async () => (await import('../chunks/changing.ts')).destroy, {
    takesTime: true,
    examples: ['feat-x --dry-run', 'feat-x --delete-branch', 'local-prod'],
  });
}
