import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { reportFlags } from '../commands/report/flags.ts';

/** `ktrdr records` and `ktrdr report` */
export function addRecordsCommand(program: Command, connect: Connect): void {
  const records = program
    .command('records')
    .argument('[instance]', 'Id, short name, slot or branch, also of one that is destroyed; all of them without it')
    .description('List what was recorded when starts failed, and when why found something wrong');
  connect(records, [], async () => (await import('../chunks/changing.ts')).records, {
    onlyAnswers: true,
    examples: ['', 'feat-x', 'feat-x --json'],
  });

  const report = program
    .command('report')
    .argument(
      '[instance]',
      'Id, short name, slot or branch, also of one that is destroyed; without it, the instance of the current directory',
    )
    .description('Make one file for a report of a bug: what is wrong now, what was recorded; without secrets');
  connect(report, reportFlags, async () => (await import('../chunks/changing.ts')).report, {
    examples: ['', 'feat-x --output /tmp'],
  });
}
