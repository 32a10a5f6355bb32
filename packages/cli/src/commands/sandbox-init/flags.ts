import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { wholeNumber } from '../../command/whole-number.ts';

export const initFlags = [
  flag('-s, --slot <number>', 'the slot, 1 to 10 [default: the lowest free one]', { read: wholeNumber(1, 10) }),
  flag('-n, --name <name>', "what it is called [default: the directory's name]"),
  flag(
    '--own <directories>',
    'use data, models or strategies of its own checkout, not the shared ones: strategies,data',
  ),
  flag('--keep-volumes', 'use volumes that an earlier sandbox of that name left'),
] as const;

export type InitOptions = OptionsOf<typeof initFlags>;
