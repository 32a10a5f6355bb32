import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { completionFlags, SHELLS } from '../commands/completion/flags.ts';

/** `completion`, and `complete`, which its scripts call. */
export function addCompletionCommands(program: Command, connect: Connect): void {
  const completion = program
    .command('completion')
    .argument('[shell]', `${SHELLS.join(', ')} (default: the shell in $SHELL)`)
    .description('Print or install shell completion for commands, options, instances, services and branches');
  connect(completion, completionFlags, async () => (await import('../chunks/completing.ts')).completion, {
    examples: ['--install', 'fish'],
  });

  const complete = program
    .command('complete', { hidden: true })
    .argument('[words...]', 'The words after the program name, up to the cursor; put them after --')
    .description('Print the completions of a command line');
  connect(complete, [], async () => (await import('../chunks/completing.ts')).complete(program), {
    onlyAnswers: true,
    examples: ['-- sandbox st'],
  });
}
