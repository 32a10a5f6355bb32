import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { instanceFlag } from '../../command/instance-flag.ts';

export const composeFlags = [
  instanceFlag,
  flag('--no-secrets', "Without 1Password, where containers are made: with the Compose file's insecure defaults"),
] as const;

export type ComposeOptions = OptionsOf<typeof composeFlags>;
