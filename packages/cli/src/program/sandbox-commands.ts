import type { Command } from 'commander';
import type { Connect } from './connect.ts';
import { addInstanceCommands } from './instance-commands.ts';

/** `ktrdr sandbox …` */
export function addSandboxCommands(program: Command, connect: Connect): void {
  const sandbox = program
    .command('sandbox')
    .description('disposable environments for development and tests, up to ten side by side');

  addInstanceCommands(sandbox, 'sandbox', connect);

  const destroy = sandbox
    .command('destroy')
    .description('remove containers, networks, volumes and the worktree that was made for it; its branch stays')
    .option('-f, --force', 'do not ask, and discard work that is nowhere else')
    .option('--keep-worktree', 'leave the directory, but for .env.sandbox')
    .option('--name <id>', 'this sandbox, from any directory')
    .option('--dry-run', 'show what would be removed, and change nothing');
  connect(destroy, async () => (await import('../sandbox/destroy.ts')).destroy);
}
