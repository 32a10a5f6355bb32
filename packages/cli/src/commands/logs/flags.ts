import { flag, type OptionsOf } from '@ktrdr/terminal/flags';
import { InvalidArgumentError } from 'commander';
import { wholeNumberOr } from '../../command/whole-number.ts';
import { readMoment } from './read-moment.ts';
import { readPattern } from './read-pattern.ts';

/** From the least to the worst: those of `@ktrdr/instance`, which is not loaded for a help. */
export const LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const;

const readLines = wholeNumberOr('all', 0, 1_000_000);

export const logsFlags = [
  flag('-f, --follow', 'Follow the logs, including those of containers that start later'),
  flag(
    '-n, --lines <number>',
    'Read this many lines from the end of each log, or all (default: 100; all with --since, --until, --grep and --level)',
    { read: readLines },
  ),
  flag('--tail <number>', 'Same as --lines', { read: readLines, conflicts: 'lines' }),
  flag('--since <time>', 'Show only lines written since then: 42m, 1h30m, 2026-01-02T03:04:05', { read: readMoment }),
  flag('--until <time>', 'Show only lines written until then', { read: readMoment, conflicts: 'follow' }),
  flag('-t, --timestamps', 'Show when each line was written'),
  flag(
    '--grep <pattern>',
    'Show only lines that match this regular expression; (?i) in front ignores case; lines over 1 MiB are matched in parts',
    {
      read: readPattern,
    },
  ),
  flag('--level <level>', `Show only log records of this level or worse: ${LEVELS.join(', ')}`, { read: readLevel }),
  flag('--all', 'Show the logs of all running instances; with --follow, also of instances that start later'),
] as const;

function readLevel(text: string): (typeof LEVELS)[number] {
  const found = LEVELS.find((level) => level === text.toLowerCase());
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`Give one of ${LEVELS.join(', ')}.`);
}

export type LogsOptions = OptionsOf<typeof logsFlags> & { readonly instance?: string };
