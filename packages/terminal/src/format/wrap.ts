import { stripVTControlCharacters } from 'node:util';
import { textWidth } from './text-width.ts';

/** On fewer columns, broken lines are no easier to read than the terminal's own. */
const NARROWEST = 20;
/** Programs of the commands that are printed. */
const PROGRAMS =
  /^\(?(?:ktrdr|ktrdr-env|ktrdr-setup|docker|git|op|npx|npm|sudo|rm|mv|cp|ln|cd|umount|chown|chmod|unset|export|echo|systemctl)$/;
/** What stands before a command: nothing, `:`, `;`, `&&`, an arrow, or the bracket that is a part of its first word. */
const BEFORE = /[:;&→]$/;
/** After that alone a line is not broken. */
const BEGINNING = /^ *→?$/;
const CLOSED = /\)[.,;:]?$/;

/**
 * A line in lines of at most so many columns, broken between words and with the indentation of its beginning. A command that the line shows is
 * never broken, so that it can be copied whole: where it is longer, the terminal continues it on the next row.
 */
export function wrap(line: string, columns: number): string[] {
  if (columns < NARROWEST || textWidth(line) <= columns) return [line];
  const indentation = ' '.repeat(/^ */.exec(stripVTControlCharacters(line))?.[0].length ?? 0);
  const lines: string[] = [];
  for (const part of unbreakable(line)) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(part);
    else if (textWidth(`${last} ${part}`) <= columns || BEGINNING.test(stripVTControlCharacters(last))) {
      lines[lines.length - 1] = `${last} ${part}`;
    } else lines.push(`${indentation}${part}`);
  }
  return lines;
}

/** The words of a line, with those of one command as one. */
function unbreakable(line: string): string[] {
  const parts: string[] = [];
  let previous = ':';
  let command: 'none' | 'to its bracket' | 'to the end' = 'none';
  for (const word of line.split(' ')) {
    const plain = stripVTControlCharacters(word);
    if (command !== 'none') parts[parts.length - 1] = `${parts.at(-1)} ${word}`;
    else parts.push(word);
    if (command === 'none' && PROGRAMS.test(plain) && (plain.startsWith('(') || BEFORE.test(previous))) {
      command = plain.startsWith('(') ? 'to its bracket' : 'to the end';
    } else if (command === 'to its bracket' && CLOSED.test(plain)) command = 'none';
    // Indentation is no word.
    if (plain !== '') previous = plain;
  }
  return parts;
}
