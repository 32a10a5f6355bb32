import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const envFlags = [
  flag('--format <format>', 'Choose the output format', {
    choices: ['shell', 'fish', 'dotenv', 'json'],
    fallback: 'shell',
  }),
  flag('--secrets', 'Also print the database password'),
] as const;

export type EnvOptions = OptionsOf<typeof envFlags>;
