import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { createFlags } from '../commands/create/flags.ts';
import { initSharedFlags } from '../commands/init-shared/flags.ts';
import { listCommand } from './list-command.ts';
import { destroyFlags } from '../commands/sandbox-destroy/flags.ts';
import { initFlags } from '../commands/sandbox-init/flags.ts';
import { addInstanceCommands } from './instance-commands.ts';

/** `ktrdr sandbox …` */
export function addSandboxCommands(sandbox: Command, connect: Connect): void {
  const create = sandbox
    .command('create')
    .argument('<name>', 'Name of the sandbox; its directory is ktrdr--<name>, beside the main worktree')
    .description('Create a sandbox with its own worktree and slot');
  connect(create, createFlags, async () => (await import('../chunks/changing.ts')).create, {
    takesTime: true,
    examples: ['feat-x --up', 'hotfix --from v1.2 --slot 4'],
  });

  const init = sandbox
    .command('init')
    .description('Register the clone or worktree in the current directory as a sandbox');
  connect(init, initFlags, async () => (await import('../chunks/changing.ts')).initSandbox, {
    examples: ['', '--name review --slot 3'],
  });

  addInstanceCommands(sandbox, 'sandbox', connect);

  const list = sandbox.command('list').description('List the instances on this machine, including local-prod');
  connect(list, listCommand.flags, listCommand.load, listCommand);

  const initShared = sandbox
    .command('init-shared')
    .description('Fill the directories that all instances share: data, models, strategies');
  connect(initShared, initSharedFlags, async () => (await import('../chunks/changing.ts')).initShared, {
    takesTime: true,
    examples: ['--from ~/ktrdr', '--minimal'],
  });

  const destroy = sandbox
    .command('destroy')
    .description(
      'Remove a sandbox: its containers, networks, volumes and the worktree created for it; its branch stays',
    );
  connect(destroy, destroyFlags, async () => (await import('../chunks/changing.ts')).destroySandbox, {
    takesTime: true,
    examples: ['--dry-run', '--name feat-x --delete-branch'],
  });
}
