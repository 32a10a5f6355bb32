import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const reportFlags = [
  flag('--output <path>', 'Write this file, or into this directory; otherwise into the current directory'),
] as const;

export type ReportOptions = OptionsOf<typeof reportFlags>;
