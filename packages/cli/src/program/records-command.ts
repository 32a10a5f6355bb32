import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';

/** `ktrdr records` */
export function addRecordsCommand(program: Command, connect: Connect): void {
  const records = program
    .command('records')
    .argument('[instance]', 'Id, short name, slot or branch, also of one that is destroyed; all of them without it')
    .description('List what was recorded when starts failed, and when why found something wrong');
  connect(records, [], async () => (await import('../chunks/explaining.ts')).records, {
    onlyAnswers: true,
    examples: ['', 'feat-x', 'feat-x --json'],
  });
}
