/* oxlint-disable no-control-regex -- What it matches are control characters. */
/** DEL and the control characters of ISO 8859-1, which a terminal obeys and JSON lets stand. Source: RFC 8259, section 7 */
const UNESCAPED = /[\u007F-\u009F]/g;

/**
 * A document as JSON, without any character that a terminal would obey: what containers and tools wrote may be in it.
 *
 * @param indent spaces. @default all on one line
 */
export function jsonText(document: unknown, indent?: number): string {
  return JSON.stringify(document, undefined, indent).replaceAll(UNESCAPED, escaped);
}

function escaped(character: string): string {
  return `\\u00${character.charCodeAt(0).toString(16)}`;
}
