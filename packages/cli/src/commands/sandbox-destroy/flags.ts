import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { noHooksFlag } from '../../command/no-hooks-flag.ts';

/** What goes, and what stays. */
export const choiceFlags = [
  flag('-f, --force', 'Do not ask; discard work that exists nowhere else and volumes that the sandbox has taken over'),
  flag(
    '--discard-ignored',
    'With --yes: also discard files that git ignores and nothing rebuilds, and your own lines in .env.sandbox',
  ),
  flag('--keep-volumes', 'Keep the volumes and the database in them'),
  flag('--keep-worktree', 'Keep the directory, except for .env.sandbox'),
  flag('--delete-branch', 'Also delete the branch if it is merged (even by squash) or has no commits of its own'),
  flag('--dry-run', 'Show what would be removed, and change nothing'),
  noHooksFlag,
] as const;

export const destroyFlags = [...choiceFlags, flag('--name <id>', 'Destroy this sandbox, from any directory')] as const;

export type DestroyOptions = OptionsOf<typeof destroyFlags>;
