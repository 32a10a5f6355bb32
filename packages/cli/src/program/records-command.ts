import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { reportFlags } from '../commands/report/flags.ts';

/** `ktrdr records` and `ktrdr report` */
export function addRecordsCommand(program: Command, connect: Connect): void {
  const records = program
    .command('records')
    .argument('[instance]', 'Id, short name, slot or branch, also of a destroyed instance (default: all instances)')
    .description('List the records of failed starts and of the problems that why found');
  connect(records, [], async () => (await import('../chunks/changing.ts')).records, {
    onlyAnswers: true,
    examples: ['', 'feat-x', 'feat-x --json'],
  });

  const report = program
    .command('report')
    .argument(
      '[instance]',
      'Id, short name, slot or branch, also of a destroyed instance (default: the instance of the current directory)',
    )
    .description('Write a file for a bug report: what is wrong now and what was recorded, without secrets');
  connect(report, reportFlags, async () => (await import('../chunks/changing.ts')).report, {
    examples: ['', 'feat-x --output /tmp'],
  });
}
