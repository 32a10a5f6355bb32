import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { instanceFlag } from '../../command/instance-flag.ts';

export const composeFlags = [
  instanceFlag,
  flag('--no-secrets', "Create containers with the Compose file's insecure defaults instead of secrets from 1Password"),
] as const;

export type ComposeOptions = OptionsOf<typeof composeFlags>;
