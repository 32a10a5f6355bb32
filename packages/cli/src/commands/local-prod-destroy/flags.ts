import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { noHooksFlag } from '../../command/no-hooks-flag.ts';

export const destroyFlags = [
  flag('--keep-volumes', 'Keep the volumes, and the database in them'),
  flag('-f, --force', 'Same as --yes, and removes volumes that it has taken over as well'),
  flag('--dry-run', 'Show what would be removed, and change nothing'),
  noHooksFlag,
] as const;

export type DestroyOptions = OptionsOf<typeof destroyFlags>;
