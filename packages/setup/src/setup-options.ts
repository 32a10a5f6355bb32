import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import type { GlobalOptions } from '@ktrdr/terminal/global-flags';

/** What is cloned where nothing else is named. */
export const KTRDR_REPOSITORY = 'https://github.com/kpiteira/ktrdr.git';

/** The options of setup. */
export const setupFlags = [
  flag('--check-only', 'say what is there and what is missing, and change nothing'),
  flag('--non-interactive', 'the same as --yes'),
  flag('--path <directory>', 'where to clone KTRDR to (default: ~/Documents/dev/ktrdr-prod)'),
  flag('--repo <url>', `what to clone (default: ${KTRDR_REPOSITORY})`),
  flag('--branch <name>', "which branch of it (default: the repository's own choice)"),
  flag('--shared <source>', 'shared data: minimal (empty directories), skip, or a directory to copy from'),
  flag('--start', 'start it at the end'),
  flag('--no-start', 'do not start it'),
  flag('--no-secrets', "go on without 1Password: it starts with the Compose file's insecure defaults"),
  flag('--vault <name>', 'the vault that has the 1Password item; remembered'),
  flag('--keep-volumes', 'use volumes that an earlier local-prod left'),
] as const;

/** What the command line of setup says. Nothing has a value that nobody gave, but `secrets`. */
export type SetupOptions = OptionsOf<typeof setupFlags> & GlobalOptions;
