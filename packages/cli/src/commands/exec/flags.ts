import type { OptionsOf } from '@ktrdr/terminal/flags';
import { instanceFlag } from '../../command/instance-flag.ts';

export const execFlags = [instanceFlag] as const;

export type ExecOptions = OptionsOf<typeof execFlags>;
