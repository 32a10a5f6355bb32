import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const ENV_FORMATS = ['shell', 'fish', 'dotenv', 'json'] as const;

export const envFlags = [
  flag('--format <format>', 'How they are written', { choices: ENV_FORMATS, fallback: 'shell' }),
  flag('--secrets', "Print the database's password, too"),
] as const;

export type EnvOptions = OptionsOf<typeof envFlags>;
