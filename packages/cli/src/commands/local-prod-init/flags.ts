import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const initFlags = [
  flag('--keep-volumes', 'Use the volumes that an earlier local-prod left'),
  flag(
    '--again',
    'Register the instance that .env.sandbox names again, if the registry has lost it; keep the lines of the file',
  ),
] as const;

export type InitOptions = OptionsOf<typeof initFlags>;
