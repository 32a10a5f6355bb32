import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const initSharedFlags = [
  flag('--from <path>', 'Copy from a KTRDR checkout or another shared directory; continue a copy that was interrupted'),
  flag('--minimal', 'Create the directories that are missing, and leave them empty', { conflicts: 'from' }),
] as const;

export type InitSharedOptions = OptionsOf<typeof initSharedFlags>;
