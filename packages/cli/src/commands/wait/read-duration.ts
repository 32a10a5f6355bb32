import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
const SECONDS = /^\d+(?:\.\d+)?$/;
/** Timers of Node hold no more milliseconds. */
const MOST = 2 ** 31 - 1;

/** Reads how long: `90s`, `1h30m`; a number alone is seconds. @returns milliseconds */
export function readDuration(text: string): number {
  const parts = [...text.matchAll(/([\d.]+)([a-z]+)/g)];
  const ms = SECONDS.test(text)
    ? Number(text) * 1_000
    : parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit] ?? 0), 0);
  if ((SECONDS.test(text) || DURATION.test(text)) && ms <= MOST) return ms;
  throw new InvalidArgumentError('Give how long, as in 90s, 2m or 1h30m.');
}
