import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { waitFlags } from '../commands/wait/flags.ts';
import { INSTANCE } from './use-commands.ts';

/** `ktrdr wait` */
export function addWaitCommand(program: Command, connect: Connect): void {
  const wait = program
    .command('wait')
    .argument('[instance]', INSTANCE)
    .description('Wait until an instance is ready or stopped; on timeout, say why not and exit with 2');
  connect(wait, waitFlags, async () => (await import('../chunks/explaining.ts')).wait, {
    onlyAnswers: true,
    examples: ['feat-x', '--for healthy:db --timeout 30s', 'local-prod --for stopped'],
  });
}
