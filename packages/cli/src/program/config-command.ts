import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { ACTIONS } from '../commands/config/actions.ts';

/** `ktrdr config` */
export function addConfigCommand(program: Command, connect: Connect): void {
  const config = program
    .command('config')
    .argument('[action]', `What to do: ${ACTIONS.join(', ')}`, 'list')
    .argument('[key]', 'The setting: sandbox.from')
    .argument('[value...]', 'What to set it to; behind -- where it begins with a dash')
    .description('Show or change your settings: defaults of options that you would give each time');
  connect(config, [], async () => (await import('../chunks/configuring.ts')).config, {
    examples: ['', 'edit', 'set sandbox.from origin/develop', 'unset sandbox.from', 'set secrets.vault Work'],
  });
}
