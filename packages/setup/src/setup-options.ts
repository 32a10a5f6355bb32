import type { EventsOptions } from '@ktrdr/terminal';
import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import type { GlobalOptions } from '@ktrdr/terminal/global-flags';

/** What is cloned where nothing else is named. */
export const KTRDR_REPOSITORY = 'https://github.com/kpiteira/ktrdr.git';

/** The options of setup. */
export const setupFlags = [
  flag('--check-only', 'Show which prerequisites are installed or missing, and change nothing'),
  flag('--non-interactive', 'Same as --yes'),
  flag('--path <directory>', 'Clone KTRDR to this directory (default: ~/Documents/dev/ktrdr-prod)'),
  flag('--repo <url>', `Clone this repository (default: ${KTRDR_REPOSITORY})`),
  flag('--branch <name>', "Check out this branch (default: the repository's default branch)"),
  flag('--shared <source>', 'Fill the shared data: minimal (empty directories), skip, or a directory to copy from'),
  flag('--start', 'Start local-prod at the end'),
  flag('--no-start', 'Do not start local-prod'),
  flag('--no-secrets', "Continue without 1Password: local-prod starts with the Compose file's insecure defaults"),
  flag('--vault <name>', 'Read the 1Password item from this vault, now and later'),
  flag('--account <name>', 'Read the 1Password item from this account, now and later'),
  flag('--keep-volumes', 'Reuse the volumes that an earlier local-prod left behind'),
] as const;

/** What the command line of setup says. Nothing has a value that nobody gave, but `secrets`. */
export type SetupOptions = OptionsOf<typeof setupFlags> & GlobalOptions & EventsOptions;
