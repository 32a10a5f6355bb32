import { type Command, Option } from 'commander';
import type { Connect } from './connect.ts';
import { addInstanceCommands } from './instance-commands.ts';

/** `ktrdr sandbox …` */
export function addSandboxCommands(program: Command, connect: Connect): void {
  const sandbox = program
    .command('sandbox')
    .description('disposable environments for development and tests, up to ten side by side');

  addInstanceCommands(sandbox, 'sandbox', connect);

  const initShared = sandbox
    .command('init-shared')
    .description('fill the directories that all environments share: data, models, strategies')
    .option(
      '--from <path>',
      'copy them from a KTRDR checkout or another shared directory; goes on after an interruption',
    )
    .addOption(new Option('--minimal', 'make empty ones where there are none').conflicts('from'));
  connect(initShared, async () => (await import('../sandbox/init-shared.ts')).initShared);
}
