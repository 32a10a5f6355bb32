import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { wholeNumber } from '../../command/whole-number.ts';

export const logsFlags = [
  flag('-f, --follow', 'Follow the logs'),
  flag('-n, --lines <number>', 'Show this many lines of each container', {
    read: wholeNumber(0, 1_000_000),
    fallback: 100,
  }),
] as const;

export type LogsOptions = OptionsOf<typeof logsFlags>;
