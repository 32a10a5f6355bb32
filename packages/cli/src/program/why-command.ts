import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { INSTANCE } from './use-commands.ts';

/** What records is loaded behind the answer. */
const load = async () =>
  (await import('../chunks/explaining.ts')).why(async () => await import('../chunks/changing.ts'));

/** `ktrdr why` */
export function addWhyCommand(program: Command, connect: Connect): void {
  const why = program
    .command('why')
    .argument('[instance]', INSTANCE)
    .description('Explain what is wrong with an instance, what follows from it, and how to fix it');
  connect(why, [], load, {
    asksEngine: true,
    onlyAnswers: true,
    examples: ['', 'feat-x', 'local-prod --json'],
  });
}
