import { type Command, Option } from 'commander';
import type { Connect } from '../command/connect.ts';
import { addInstanceCommands } from './instance-commands.ts';
import { wholeNumber } from '../command/whole-number.ts';

/** `ktrdr sandbox …` */
export function addSandboxCommands(sandbox: Command, connect: Connect): void {
  const create = sandbox
    .command('create')
    .argument('<name>', 'what it is called: its directory is ktrdr--<name>, beside the main worktree')
    .description('make one: a worktree of its own with a slot of its own')
    .option('-b, --branch <branch>', 'the branch to check out; made if there is none [default: <name>]')
    .option('--from <ref>', "where a new branch starts [default: the remote's default branch, as it is now]")
    .option('-s, --slot <number>', 'the slot, 1 to 10 [default: the lowest free one]', wholeNumber(1, 10))
    .option(
      '--own <directories>',
      'use data, models or strategies of its own checkout, not the shared ones: strategies,data',
    )
    .option('--keep-volumes', 'use volumes that an earlier sandbox of that name left')
    .option('--up', 'start it too')
    .option('--no-secrets', "with --up: start with the Compose file's insecure defaults");
  connect(create, async () => (await import('../chunks/changing.ts')).create);

  const init = sandbox
    .command('init')
    .description('make the clone or worktree that you are in a sandbox')
    .option('-s, --slot <number>', 'the slot, 1 to 10 [default: the lowest free one]', wholeNumber(1, 10))
    .option('-n, --name <name>', "what it is called [default: the directory's name]")
    .option(
      '--own <directories>',
      'use data, models or strategies of its own checkout, not the shared ones: strategies,data',
    )
    .option('--keep-volumes', 'use volumes that an earlier sandbox of that name left');
  connect(init, async () => (await import('../chunks/changing.ts')).initSandbox);

  addInstanceCommands(sandbox, 'sandbox', connect);

  const shell = sandbox
    .command('shell')
    .argument('[service]', 'in the container of this service', 'backend')
    .description('open a shell in a running container; commands may come on standard input');
  connect(shell, async () => (await import('../chunks/answering.ts')).shell);

  const list = sandbox
    .command('list')
    .description('show every environment of this machine, local-prod too')
    .option('--git', 'also what is not committed or not pushed');
  connect(list, async () => (await import('../chunks/answering.ts')).list, { asksEngine: true, onlyAnswers: true });

  const initShared = sandbox
    .command('init-shared')
    .description('fill the directories that all environments share: data, models, strategies')
    .option(
      '--from <path>',
      'copy them from a KTRDR checkout or another shared directory; goes on after an interruption',
    )
    .addOption(new Option('--minimal', 'make empty ones where there are none').conflicts('from'));
  connect(initShared, async () => (await import('../chunks/changing.ts')).initShared);

  const destroy = sandbox
    .command('destroy')
    .description('remove containers, networks, volumes and the worktree that was made for it; its branch stays')
    .option('-f, --force', 'do not ask, and discard work that is nowhere else')
    .option('--discard-ignored', 'with --yes: also files that git ignores and nothing rebuilds')
    .option('--keep-volumes', 'leave its volumes, and the database in them')
    .option('--keep-worktree', 'leave the directory, but for .env.sandbox')
    .option('--delete-branch', 'delete its branch too, if it is merged (also by squash) or nothing was committed on it')
    .option('--name <id>', 'this sandbox, from any directory')
    .option('--dry-run', 'show what would be removed, and change nothing');
  connect(destroy, async () => (await import('../chunks/changing.ts')).destroySandbox);
}
