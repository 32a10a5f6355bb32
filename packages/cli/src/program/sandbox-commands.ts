import type { Command } from 'commander';
import type { Connect } from './connect.ts';
import { addInstanceCommands } from './instance-commands.ts';

/** `ktrdr sandbox …` */
export function addSandboxCommands(program: Command, connect: Connect): void {
  const sandbox = program
    .command('sandbox')
    .description('disposable environments for development and tests, up to ten side by side');

  addInstanceCommands(sandbox, 'sandbox', connect);
}
