import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const listFlags = [flag('--git', 'Also show uncommitted and unpushed work')] as const;

export type ListOptions = OptionsOf<typeof listFlags>;
