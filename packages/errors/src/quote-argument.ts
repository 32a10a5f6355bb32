/** A word as a POSIX shell reads it back: every command that is printed can be copied into one. */
export function quoteArgument(text: string): string {
  return /^[A-Za-z0-9_./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
