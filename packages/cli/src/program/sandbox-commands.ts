import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { createFlags } from '../commands/create/flags.ts';
import { initSharedFlags } from '../commands/init-shared/flags.ts';
import { listFlags } from '../commands/list/flags.ts';
import { destroyFlags } from '../commands/sandbox-destroy/flags.ts';
import { initFlags } from '../commands/sandbox-init/flags.ts';
import { addInstanceCommands } from './instance-commands.ts';

/** `ktrdr sandbox …` */
export function addSandboxCommands(sandbox: Command, connect: Connect): void {
  const create = sandbox
    .command('create')
    .argument('<name>', 'what it is called: its directory is ktrdr--<name>, beside the main worktree')
    .description('make one: a worktree of its own with a slot of its own');
  connect(create, createFlags, async () => (await import('../chunks/changing.ts')).create);

  const init = sandbox.command('init').description('make the clone or worktree that you are in a sandbox');
  connect(init, initFlags, async () => (await import('../chunks/changing.ts')).initSandbox);

  addInstanceCommands(sandbox, 'sandbox', connect);

  const shell = sandbox
    .command('shell')
    .argument('[service]', 'in the container of this service', 'backend')
    .description('open a shell in a running container; commands may come on standard input');
  connect(shell, [], async () => (await import('../chunks/answering.ts')).shell);

  const list = sandbox.command('list').description('show every environment of this machine, local-prod too');
  connect(list, listFlags, async () => (await import('../chunks/answering.ts')).list, {
    asksEngine: true,
    onlyAnswers: true,
  });

  const initShared = sandbox
    .command('init-shared')
    .description('fill the directories that all environments share: data, models, strategies');
  connect(initShared, initSharedFlags, async () => (await import('../chunks/changing.ts')).initShared);

  const destroy = sandbox
    .command('destroy')
    .description('remove containers, networks, volumes and the worktree that was made for it; its branch stays');
  connect(destroy, destroyFlags, async () => (await import('../chunks/changing.ts')).destroySandbox);
}
