import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const listFlags = [flag('--git', 'also what is not committed or not pushed')] as const;

export type ListOptions = OptionsOf<typeof listFlags>;
