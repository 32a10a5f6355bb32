import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { noHooksFlag } from '../../command/no-hooks-flag.ts';
import { wholeNumber } from '../../command/whole-number.ts';

export const createFlags = [
  flag('-b, --branch <branch>', 'Check out this branch, and create it if it does not exist [default: <name>]'),
  flag('--from <ref>', "Start a new branch from this ref [default: the remote's default branch, freshly fetched]"),
  flag('-s, --slot <number>', 'Use this slot, 1 to 10 [default: the lowest free slot]', { read: wholeNumber(1, 10) }),
  flag(
    '--own <directories>',
    "Use the checkout's own data, models or strategies instead of the shared ones: strategies,data",
  ),
  flag('--keep-volumes', 'Reuse the volumes that an earlier sandbox of this name left behind'),
  flag('--up', 'Also start the sandbox'),
  flag('--no-secrets', "With --up: start with the Compose file's insecure defaults"),
  noHooksFlag,
] as const;

export type CreateOptions = OptionsOf<typeof createFlags>;
