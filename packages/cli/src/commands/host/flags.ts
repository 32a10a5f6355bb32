import type { HostServiceName } from '@ktrdr/instance';
import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { wholeSeconds } from '../../command/read-duration.ts';
import { wholeNumberOr } from '../../command/whole-number.ts';

/** Those of `@ktrdr/instance`, which is not loaded for a help. */
export const HOST_SERVICES = ['ib', 'training'] as const satisfies readonly HostServiceName[];

export const hostStartFlags = [
  flag('--timeout <duration>', 'Give up waiting after so long: 90s, 10m; the first start installs much', {
    read: wholeSeconds(1, 3_600),
    fallback: 120,
    fallbackText: '2m',
  }),
  flag('--no-secrets', "Start without the secrets of local-prod, with the defaults of KTRDR's code"),
] as const;

const readLines = wholeNumberOr('all', 0, 1_000_000);

export const hostLogsFlags = [
  flag('-f, --follow', 'Follow the logs until the services have ended'),
  flag('-n, --lines <number>', 'Show this many of the last lines of each, or all (default: 100)', { read: readLines }),
  flag('--tail <number>', 'The same, as docker calls it', { read: readLines, conflicts: 'lines' }),
] as const;

export type HostStartOptions = OptionsOf<typeof hostStartFlags>;
export type HostLogsOptions = OptionsOf<typeof hostLogsFlags>;
