import { InvalidArgumentError } from 'commander';
import { durationIn } from './duration-in.ts';

/** Timers of Node hold no more milliseconds. */
const MOST = 2 ** 31 - 1;

/** Reads how long: `90s`, `1h30m`; a number alone is seconds. @returns milliseconds */
export function readDuration(text: string): number {
  const ms = millisecondsIn(text);
  if (ms !== undefined && ms <= MOST) return ms;
  throw new InvalidArgumentError('Give a duration, as in 90s, 2m or 1h30m.');
}

/** Reads how long, in whole seconds from `least` to `most`. @returns seconds */
export function wholeSeconds(least: number, most: number): (text: string) => number {
  return (text) => {
    const seconds = (millisecondsIn(text) ?? Number.NaN) / 1_000;
    if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return seconds;
    throw new InvalidArgumentError(`Give from ${least} to ${most} whole seconds, as in 90, 90s or 2m.`);
  };
}

function millisecondsIn(text: string): number | undefined {
  return durationIn(/^[\d.]+$/.test(text) ? `${text}s` : text);
}
