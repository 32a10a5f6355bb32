import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const destroyFlags = [
  flag('--keep-volumes', 'leave its volumes, and the database in them'),
  flag('-f, --force', 'the same as --yes'),
  flag('--dry-run', 'only show what would be removed'),
] as const;

export type DestroyOptions = OptionsOf<typeof destroyFlags>;
