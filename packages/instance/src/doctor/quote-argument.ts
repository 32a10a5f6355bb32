/** A word as a shell reads it back: a command that is printed is copied into one. */
export function quoteArgument(text: string): string {
  return /^[A-Za-z0-9_./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
