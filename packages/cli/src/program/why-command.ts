import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { INSTANCE } from './use-commands.ts';

/** `ktrdr why` */
export function addWhyCommand(program: Command, connect: Connect): void {
  const why = program
    .command('why')
    .argument('[instance]', INSTANCE)
    .description('Explain what is wrong with an instance, what follows from it, and what mends it');
  connect(why, [], async () => (await import('../chunks/explaining.ts')).why, {
    asksEngine: true,
    onlyAnswers: true,
    examples: ['', 'feat-x', 'local-prod --json'],
  });
}
