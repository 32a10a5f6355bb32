import type { Command } from 'commander';
import type { Connect } from '../command/connect.ts';
import { doneFlags } from '../commands/done/flags.ts';
import { startFlags } from '../commands/start/flags.ts';

/** `start` and `done`, between which a branch is worked on. */
export function addBranchCommands(program: Command, connect: Connect): void {
  const start = program
    .command('start')
    .argument('<name>', 'Name of the sandbox and of its branch')
    .description('Create a sandbox on a new branch and start it, or resume an interrupted start');
  connect(start, startFlags, async () => (await import('../chunks/changing.ts')).start, {
    takesTime: true,
    examples: ['feat-x', 'hotfix --from v1.2 --no-secrets'],
  });

  const done = program
    .command('done')
    .argument('[instance]', 'Full id or short name (default: the sandbox of the current directory)')
    .description('Destroy a sandbox, show whether its branch is merged, and offer to delete the branch');
  connect(done, doneFlags, async () => (await import('../chunks/changing.ts')).done, {
    takesTime: true,
    examples: ['feat-x', 'feat-x --yes --delete-branch', '--dry-run'],
  });
}
