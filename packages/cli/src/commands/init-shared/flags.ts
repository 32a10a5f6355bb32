import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const initSharedFlags = [
  flag('--from <path>', 'Copy them from a KTRDR checkout or another shared directory; goes on after an interruption'),
  flag('--minimal', 'Create empty directories where there are none', { conflicts: 'from' }),
] as const;

export type InitSharedOptions = OptionsOf<typeof initSharedFlags>;
