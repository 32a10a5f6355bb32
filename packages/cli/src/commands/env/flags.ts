import { flag, type OptionsOf } from '@ktrdr/terminal/flags';

export const envFlags = [
  flag('--format <format>', 'How they are written', {
    choices: ['shell', 'fish', 'dotenv', 'json'],
    fallback: 'shell',
  }),
  flag('--secrets', "Print the database's password, too"),
] as const;

export type EnvOptions = OptionsOf<typeof envFlags>;
