import type { Moment } from '@ktrdr/instance';
import { InvalidArgumentError } from 'commander';
import { durationIn } from '../../command/duration-in.ts';

const SECONDS = /^\d+(?:\.\d+)?$/;
const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d)(?::(\d\d)(?::(\d\d)(\.\d+)?)?)?)?(Z|[+-]\d\d:\d\d)?$/i;

/**
 * Reads a moment as `docker logs --since` does: so long ago (`42m`, `1h30m`, and days, `2d`), a date, or a date and a time, in this machine's time zone
 * where they have none (`2026-01-02`, `2026-01-02T03:04:05Z`), or seconds since 1970.
 * Source: docker-container-logs(1), `--since`
 */
export function readMoment(text: string): Moment {
  const ago = durationIn(text);
  const moment = ago === undefined ? (secondsIn(text) ?? dateIn(text)) : { ago };
  if (moment !== undefined) return moment;
  throw new InvalidArgumentError(
    'Give how long ago (42m, 1h30m, 2d), or a date and time (2026-01-02, 2026-01-02T03:04:05Z).',
  );
}

function secondsIn(text: string): Moment | undefined {
  return SECONDS.test(text) ? { at: Math.floor(Number(text) * 1_000) } : undefined;
}

function dateIn(text: string): Moment | undefined {
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = ''] =
    DATE.exec(text) ?? [];
  if (year === undefined) return undefined;
  // `Date.parse` takes the 31st of any month.
  const isDay = new Date(`${year}-${month}-${day}T00:00:00Z`).getUTCDate() === Number(day);
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${zone.toUpperCase()}`);
  return isDay && !Number.isNaN(at) ? { at } : undefined;
}
