import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const reportFlags = [
  flag('--output <path>', 'Write to this file or directory (default: the current directory)'),
] as const;

export type ReportOptions = OptionsOf<typeof reportFlags>;
