import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { noHooksFlag } from '../../command/no-hooks-flag.ts';

export const destroyFlags = [
  flag('--keep-volumes', 'Keep the volumes and the database in them'),
  flag('-f, --force', 'Same as --yes, but also remove volumes that local-prod has taken over'),
  flag('--dry-run', 'Show what would be removed, and change nothing'),
  noHooksFlag,
] as const;

export type DestroyOptions = OptionsOf<typeof destroyFlags>;
