type Encoder = (character: string) => string;

const HEX = { lower: (n: number) => n.toString(16), upper: (n: number) => n.toString(16).toUpperCase() };

const bytes = (character: string): number[] => [...Buffer.from(character)];
const units = (character: string): number[] =>
  Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
const isWord = (character: string): boolean => /[A-Za-z0-9]/.test(character);
const isPlain = (character: string): boolean => /[ -~]/.test(character);

/** How tools write one character of a value. Letters and digits stay as they are everywhere. */
const encoders: readonly Encoder[] = [
  // JSON, and what Go, Python and JavaScript write for a string in quotes.
  (character) => JSON.stringify(character).slice(1, -1),
  ...Object.values(HEX).flatMap((hex): Encoder[] => [
    // JSON in ASCII; Go's JSON also writes < > & so.
    (character) =>
      isWord(character)
        ? character
        : units(character)
            .map((unit) => `\\u${hex(unit).padStart(4, '0')}`)
            .join(''),
    // URLs: encodeURIComponent, Python's quote, Go's PathEscape differ in which characters they leave alone.
    (character) =>
      /[A-Za-z0-9_.~-]/.test(character)
        ? character
        : bytes(character)
            .map((byte) => `%${hex(byte).padStart(2, '0')}`)
            .join(''),
    // Bytes in Go, Python and bash's $'…'.
    (character) =>
      isPlain(character)
        ? character
        : bytes(character)
            .map((byte) => `\\x${hex(byte).padStart(2, '0')}`)
            .join(''),
    // Code points in Python and Go.
    (character) => {
      const point = character.codePointAt(0) ?? 0;
      if (isPlain(character)) return character;
      return point < 0x100 ? `\\x${hex(point).padStart(2, '0')}` : `\\U${hex(point).padStart(8, '0')}`;
    },
  ]),
  // Forms: Python's quote_plus, Go's QueryEscape.
  (character) => (character === ' ' ? '+' : character),
  // printf %q of bash for what is not ASCII.
  (character) =>
    isPlain(character)
      ? character
      : bytes(character)
          .map((byte) => `\\${byte.toString(8).padStart(3, '0')}`)
          .join(''),
  // Shells outside quotes; quotes in quotes.
  (character) => (character <= '~' && !isWord(character) ? `\\${character}` : character),
  // Shells in single quotes.
  (character) => (character === "'" ? String.raw`'\''` : character),
  (character) => (character === "'" ? `'"'"'` : character),
  // Quotes in quotes in YAML, SQL and CSV.
  (character) => (character === "'" || character === '"' ? character + character : character),
  // Compose, printing a resolved file.
  (character) => (character === '$' ? '$$' : character),
  // A terminal's end of line.
  (character) => (character === '\n' ? '\r\n' : character),
];

/**
 * Every way in which each of these characters of a value may stand in a tool's output: as it is, or as one encoder
 * writes it, or as a second encoder writes what the first one wrote (JSON in JSON, a URL in JSON, Compose's `$$` in
 * JSON).
 */
export function writtenForms(characters: Iterable<string>): Map<string, ReadonlySet<string>> {
  // What all encoders make of one character; the same few ASCII characters come again and again.
  const known = new Map<string, readonly string[]>();
  const encodeAll = (character: string): readonly string[] => {
    const encoded = known.get(character) ?? encoders.map((encoder) => encoder(character));
    known.set(character, encoded);
    return encoded;
  };
  const formsOf = (character: string): ReadonlySet<string> => {
    if (isWord(character)) return new Set([character]);
    const once = new Set([character, ...encodeAll(character)]);
    const twice = Array.from(once, (form) => {
      const parts = Array.from(form, encodeAll);
      return encoders.map((_, index) => parts.map((encoded) => encoded[index]).join(''));
    });
    return new Set([...once, ...twice.flat()]);
  };
  return new Map(Array.from(new Set(characters), (character) => [character, formsOf(character)]));
}
