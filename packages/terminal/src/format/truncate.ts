import { stripVTControlCharacters } from 'node:util';
import { characterWidth } from './text-width.ts';

/** How much shorter than it might be a line may become for its last word to be whole. */
const WORD = 15;

/** A line that fits into so many columns: one that does not loses its colours, and its end to an ellipsis, between two words where it can. */
export function truncate(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  const characters = Array.from(plain);
  const fitting = countFitting(characters, columns);
  if (fitting === characters.length) return line;
  if (columns < 1) return '';
  const cut = characters.slice(0, countFitting(characters, columns - 1)).join('');
  const space = cut.trimEnd().lastIndexOf(' ');
  const isInWord = characters[Array.from(cut).length] !== ' ';
  return `${isInWord && space > 0 && cut.length - space <= WORD ? cut.slice(0, space + 1) : cut}…`;
}

/** How many of the characters fit. */
function countFitting(characters: readonly string[], columns: number): number {
  let used = 0;
  const index = characters.findIndex((character) => {
    used += characterWidth(character);
    return used > columns;
  });
  return index === -1 ? characters.length : index;
}
