import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const destroyFlags = [
  flag('-f, --force', 'do not ask, and discard work that is nowhere else'),
  flag('--discard-ignored', 'with --yes: also files that git ignores and nothing rebuilds'),
  flag('--keep-volumes', 'leave its volumes, and the database in them'),
  flag('--keep-worktree', 'leave the directory, but for .env.sandbox'),
  flag('--delete-branch', 'delete its branch too, if it is merged (also by squash) or nothing was committed on it'),
  flag('--name <id>', 'this sandbox, from any directory'),
  flag('--dry-run', 'show what would be removed, and change nothing'),
] as const;

export type DestroyOptions = OptionsOf<typeof destroyFlags>;
