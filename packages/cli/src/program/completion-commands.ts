import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { completionFlags, SHELLS } from '../commands/completion/flags.ts';

/** `completion`, and `complete`, which its scripts call. */
export function addCompletionCommands(program: Command, connect: Connect): void {
  const completion = program
    .command('completion')
    .argument('[shell]', `${SHELLS.join(', ')}; without it, yours by $SHELL`)
    .description('Complete commands, options, instances, services and branches in your shell');
  connect(completion, completionFlags, async () => (await import('../chunks/completing.ts')).completion, {
    examples: ['--install', 'fish'],
  });

  const complete = program
    .command('complete', { hidden: true })
    .argument('[words...]', 'The words behind the name, as far as the cursor; behind --')
    .description('Print what fits at the end of a command line');
  connect(complete, [], async () => (await import('../chunks/completing.ts')).complete(program), {
    onlyAnswers: true,
    examples: ['-- sandbox st'],
  });
}
