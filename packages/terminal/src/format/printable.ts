/* oxlint-disable no-control-regex -- What they match are control characters. */
/**
 * Control sequences, strings that end with BEL or ST (titles, links), and other escapes.
 * Source: ECMA-48, 5.4 to 5.6 (https://ecma-international.org/publications-and-standards/standards/ecma-48/)
 */
const SEQUENCES = [
  /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]/,
  /(?:\u001B[P\]X^_]|[\u0090\u0098\u009D-\u009F])[^\u0007\u001B\u009C]*(?:\u0007|\u001B\\|\u009C)?/,
  /\u001B[ -/]*[0-~]/,
];
/** Single characters, and what is left of a sequence that is not whole; not tab and line feed. */
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/;
const ALL = new RegExp([...SEQUENCES, CONTROLS].map(({ source }) => source).join('|'), 'g');
const COLOR = /(\u001B\[[\d;]*m)/;

/**
 * A text that a tool or a container wrote, without what would move the cursor, clear the screen, rename the window or ring the bell.
 *
 * @param options.colors whether colours stay
 */
export function printable(text: string, { colors = false }: { readonly colors?: boolean } = {}): string {
  if (!colors) return text.replaceAll(ALL, '');
  const parts = text.split(COLOR);
  if (parts.length === 1) return printable(text);
  // Whatever was left on ends with it.
  return `${parts.map((part, index) => (index % 2 === 1 ? part : printable(part))).join('')}\u001B[0m`;
}
