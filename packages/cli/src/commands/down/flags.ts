import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const downFlags = [flag('-v, --volumes', 'remove its volumes too, and the database in them (asks)')] as const;

export type DownOptions = OptionsOf<typeof downFlags>;
