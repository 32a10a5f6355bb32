import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const initFlags = [
  flag('--keep-volumes', 'Use the volumes that an earlier local-prod left'),
  flag('--again', 'Register again what .env.sandbox says that this is, if the registry has lost it; its lines stay'),
] as const;

export type InitOptions = OptionsOf<typeof initFlags>;
