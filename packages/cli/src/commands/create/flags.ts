import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { wholeNumber } from '../../command/whole-number.ts';

export const createFlags = [
  flag('-b, --branch <branch>', 'the branch to check out; made if there is none [default: <name>]'),
  flag('--from <ref>', "where a new branch starts [default: the remote's default branch, as it is now]"),
  flag('-s, --slot <number>', 'the slot, 1 to 10 [default: the lowest free one]', { read: wholeNumber(1, 10) }),
  flag(
    '--own <directories>',
    'use data, models or strategies of its own checkout, not the shared ones: strategies,data',
  ),
  flag('--keep-volumes', 'use volumes that an earlier sandbox of that name left'),
  flag('--up', 'start it too'),
  flag('--no-secrets', "with --up: start with the Compose file's insecure defaults"),
] as const;

export type CreateOptions = OptionsOf<typeof createFlags>;
