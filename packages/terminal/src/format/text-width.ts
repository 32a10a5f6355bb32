import { stripVTControlCharacters } from 'node:util';

/** Takes two columns, roughly by Unicode's East Asian Width (UAX #11): CJK, Hangul, full width forms, emoji. */
const WIDE =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;
/** Takes none: it goes with the character before. */
const NARROW = /\p{Mark}|\u200B|\u200C|\u200D|\uFE0E|\uFE0F/u;

/** How many columns a character takes on a terminal. */
export function characterWidth(character: string): number {
  if (WIDE.test(character)) return 2;
  return NARROW.test(character) ? 0 : 1;
}

/** How many columns a text takes on a terminal; colours take none. */
export function textWidth(text: string): number {
  return Array.from(stripVTControlCharacters(text)).reduce((sum, character) => sum + characterWidth(character), 0);
}
