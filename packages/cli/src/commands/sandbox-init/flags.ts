import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { wholeNumber } from '../../command/whole-number.ts';

export const initFlags = [
  flag('-s, --slot <number>', 'Use this slot, 1 to 10 [default: the lowest free one]', { read: wholeNumber(1, 10) }),
  flag('-n, --name <name>', 'Name the sandbox [default: the name of the directory]'),
  flag(
    '--own <directories>',
    "Use the checkout's own data, models or strategies, not the shared ones: strategies,data",
  ),
  flag('--keep-volumes', 'Use the volumes that an earlier sandbox of this name left'),
  flag(
    '--again',
    'Register the instance that .env.sandbox names again, if the registry has lost it; keep the lines of the file',
  ),
] as const;

export type InitOptions = OptionsOf<typeof initFlags>;
