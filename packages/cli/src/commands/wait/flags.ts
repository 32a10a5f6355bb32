import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { readDuration } from '../../command/read-duration.ts';
import { readGoal } from './read-goal.ts';

export const waitFlags = [
  flag('--for <state>', 'Wait for this state: ready, stopped, or healthy:<service>', {
    read: readGoal,
    fallback: { kind: 'ready' } as const,
    fallbackText: 'ready',
  }),
  flag('--timeout <duration>', 'Give up after this long: 90s, 2m, 1h', {
    read: readDuration,
    fallback: 120_000,
    fallbackText: '2m',
  }),
] as const;

export type WaitFlags = OptionsOf<typeof waitFlags>;
