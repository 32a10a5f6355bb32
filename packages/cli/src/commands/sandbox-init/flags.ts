import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { wholeNumber } from '../../command/whole-number.ts';

export const initFlags = [
  flag('-s, --slot <number>', 'Use this slot, 1 to 10 [default: the lowest free slot]', { read: wholeNumber(1, 10) }),
  flag('-n, --name <name>', 'Name the sandbox [default: the name of the directory]'),
  flag(
    '--own <directories>',
    "Use the checkout's own data, models or strategies instead of the shared ones: strategies,data",
  ),
  flag('--keep-volumes', 'Reuse the volumes that an earlier sandbox of this name left behind'),
  flag(
    '--again',
    'Re-register the instance named in .env.sandbox if the registry has lost it; keep the lines of that file',
  ),
] as const;

export type InitOptions = OptionsOf<typeof initFlags>;
