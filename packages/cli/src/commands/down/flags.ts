import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const downFlags = [
  flag('-v, --volumes', 'Remove its volumes, too, and the database in them (asks first)'),
] as const;

export type DownOptions = OptionsOf<typeof downFlags>;
