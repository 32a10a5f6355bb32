import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const initFlags = [
  flag('--keep-volumes', 'Reuse the volumes that an earlier local-prod left behind'),
  flag(
    '--again',
    'Re-register the instance named in .env.sandbox if the registry has lost it; keep the lines of that file',
  ),
] as const;

export type InitOptions = OptionsOf<typeof initFlags>;
