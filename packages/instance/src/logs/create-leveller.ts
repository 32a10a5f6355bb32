import { type Level, levelOf } from './level-of.ts';

/** Says the levels of the lines of one stream, one after the other. */
export type Leveller = (line: { readonly time: string; readonly text: string }) => Level;

/** A line that says no level belongs to the record before it where it comes within this time. */
const SAME_RECORD_MS = 1_000;
/** How Python says what nobody has caught, and what a record has to show. */
const TRACEBACK = 'Traceback (most recent call last):';
/** What is said of a line that says nothing of itself and belongs to no other. */
const OTHERWISE = 'info';

/**
 * Lines that say no level belong to the record before them (a traceback, a message of several lines) where they are indented, or come
 * within a second; other lines that say none are `info`. A traceback is an error, where its record is nothing worse.
 */
export function createLeveller(): Leveller {
  let level: Level = OTHERWISE;
  let before = Number.NEGATIVE_INFINITY;
  return ({ time, text }) => {
    const now = Date.parse(time);
    const said = levelOf(text);
    const isMore = /^\s/.test(text) || now - before <= SAME_RECORD_MS;
    if (said !== undefined) level = said;
    else if (!isMore) level = OTHERWISE;
    if (text.startsWith(TRACEBACK) && level !== 'critical') level = 'error';
    before = now;
    return level;
  };
}
