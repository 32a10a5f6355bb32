import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const listFlags = [flag('--git', 'Show uncommitted and unpushed work, too')] as const;

export type ListOptions = OptionsOf<typeof listFlags>;
