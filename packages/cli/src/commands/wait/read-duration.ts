import { InvalidArgumentError } from 'commander';
import { durationIn } from '../../command/duration-in.ts';

/** Timers of Node hold no more milliseconds. */
const MOST = 2 ** 31 - 1;

/** Reads how long: `90s`, `1h30m`; a number alone is seconds. @returns milliseconds */
export function readDuration(text: string): number {
  const ms = durationIn(/^[\d.]+$/.test(text) ? `${text}s` : text);
  if (ms !== undefined && ms <= MOST) return ms;
  throw new InvalidArgumentError('Give how long, as in 90s, 2m or 1h30m.');
}
