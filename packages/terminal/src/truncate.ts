import { stripVTControlCharacters } from 'node:util';

/**
 * A line that fits into so many columns: one that does not loses its colours, and its end to an ellipsis. Every character
 * counts as one column.
 */
export function truncate(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  if (plain.length <= columns) return line;
  return columns < 1 ? '' : `${plain.slice(0, columns - 1)}…`;
}
