import type { GlobalOptions } from '@ktrdr/terminal';
import type { Command } from 'commander';

/** What the command line of setup says. */
export interface SetupOptions extends GlobalOptions {
  readonly checkOnly?: boolean;
  readonly nonInteractive?: boolean;
  readonly path?: string;
  /** Undefined where nothing was said. */
  readonly repo?: string;
  readonly branch?: string;
  /** `minimal`, `skip`, or a directory to copy from. */
  readonly shared?: string;
  /** Undefined where nothing was said. */
  readonly start?: boolean;
  readonly secrets: boolean;
  /** Name or id of the vault that has the 1Password item. */
  readonly vault?: string;
  readonly keepVolumes?: boolean;
}

/** What is cloned where nothing else is named. */
export const KTRDR_REPOSITORY = 'https://github.com/kpiteira/ktrdr.git';

/** Gives a command the options of setup. */
export function addSetupOptions(command: Command): Command {
  return command
    .showHelpAfterError()
    .option('--check-only', 'say what is there and what is missing, and change nothing')
    .option('--non-interactive', 'the same as --yes')
    .option('--path <directory>', 'where to clone KTRDR to (default: ~/Documents/dev/ktrdr-prod)')
    .option('--repo <url>', `what to clone (default: ${KTRDR_REPOSITORY})`)
    .option('--branch <name>', "which branch of it (default: the repository's own choice)")
    .option('--shared <source>', 'shared data: minimal (empty directories), skip, or a directory to copy from')
    .option('--start', 'start it at the end')
    .option('--no-start', 'do not start it')
    .option('--no-secrets', "go on without 1Password: it starts with the Compose file's insecure defaults")
    .option('--vault <name>', 'the vault that has the 1Password item; remembered')
    .option('--keep-volumes', 'use volumes that an earlier local-prod left');
}
