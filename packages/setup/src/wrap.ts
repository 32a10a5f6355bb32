import { stripVTControlCharacters } from 'node:util';

/** Prose in lines of at most so many columns, broken between words; a word that is longer has a line of its own. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && stripVTControlCharacters(longer).length <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
