import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const downFlags = [
  flag('-v, --volumes', 'Also remove the volumes, and the database with them (asks first)'),
] as const;

export type DownOptions = OptionsOf<typeof downFlags>;
