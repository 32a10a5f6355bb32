import type { HostServiceName } from '@ktrdr/instance';
import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { wholeSeconds } from '../../command/read-duration.ts';
import { wholeNumberOr } from '../../command/whole-number.ts';

/** Those of `@ktrdr/instance`, which is not loaded for a help. */
export const HOST_SERVICES = ['ib', 'training'] as const satisfies readonly HostServiceName[];

export const hostStartFlags = [
  flag('--timeout <duration>', 'Give up waiting after this long: 90s, 10m; the first start installs many packages', {
    read: wholeSeconds(1, 3_600),
    fallback: 120,
    fallbackText: '2m',
  }),
  flag('--no-secrets', "Start without the secrets of local-prod, using the defaults in KTRDR's code"),
] as const;

const readLines = wholeNumberOr('all', 0, 1_000_000);

export const hostLogsFlags = [
  flag('-f, --follow', 'Follow the logs until the services end'),
  flag('-n, --lines <number>', 'Show this many lines from the end of each log, or all (default: 100)', {
    read: readLines,
  }),
  flag('--tail <number>', 'Same as --lines', { read: readLines, conflicts: 'lines' }),
] as const;

export type HostStartOptions = OptionsOf<typeof hostStartFlags>;
export type HostLogsOptions = OptionsOf<typeof hostLogsFlags>;
