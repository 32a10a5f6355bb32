/** The command of a line of a document's `commands`, which may end with one of its flags, or with a name. */
export function wordsOf(line: string): string {
  return line.replace(/ (?:--.*|(?<=^destroy )local-prod)$/, '');
}
