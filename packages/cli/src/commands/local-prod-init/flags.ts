import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const initFlags = [flag('--keep-volumes', 'Use the volumes that an earlier local-prod left')] as const;

export type InitOptions = OptionsOf<typeof initFlags>;
