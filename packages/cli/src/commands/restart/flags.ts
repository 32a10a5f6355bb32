import type { OptionsOf } from '@ktrdr/terminal/flags';
import { instanceFlag } from '../../command/instance-flag.ts';
import { waitingFlags } from '../up/flags.ts';

export const restartFlags = [...waitingFlags, instanceFlag] as const;

export type RestartOptions = OptionsOf<typeof restartFlags>;
