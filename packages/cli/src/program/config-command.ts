import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { ACTIONS } from '../commands/config/actions.ts';

/** `ktrdr config` */
export function addConfigCommand(program: Command, connect: Connect): void {
  const config = program
    .command('config')
    .argument('[action]', `What to do: ${ACTIONS.join(', ')}`, 'list')
    .argument('[key]', 'The setting, as in sandbox.from')
    .argument('[value...]', 'The new value; put it after -- if it begins with a dash')
    .description('Show or change your settings: defaults for options that you would otherwise repeat');
  connect(config, [], async () => (await import('../chunks/configuring.ts')).config, {
    examples: ['', 'edit', 'set sandbox.from origin/develop', 'unset sandbox.from', 'set secrets.vault Work'],
  });
}
