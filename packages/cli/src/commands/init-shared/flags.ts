import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const initSharedFlags = [
  flag('--from <path>', 'Copy from a KTRDR checkout or another shared directory; resume an interrupted copy'),
  flag('--minimal', 'Create missing directories and leave them empty', { conflicts: 'from' }),
] as const;

export type InitSharedOptions = OptionsOf<typeof initSharedFlags>;
