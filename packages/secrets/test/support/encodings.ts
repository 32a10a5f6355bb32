// What other programs make of a value, written down again here and not with the package's own encoders.

const asBytes = (value: string) => [...Buffer.from(value, 'utf8')];
const hex = (byte: number) => byte.toString(16).padStart(2, '0');
const percent = (value: string, plain: RegExp) =>
  Array.from(value, (character) =>
    plain.test(character)
      ? character
      : asBytes(character)
          .map((byte) => `%${hex(byte).toUpperCase()}`)
          .join(''),
  ).join('');
const ascii = (json: string, write: (unit: string) => string) =>
  json.replaceAll(/[^ -~]/g, (unit) => write(hex(unit.charCodeAt(0)).padStart(4, '0')));
const json = (value: string) => JSON.stringify(value).slice(1, -1);

/** Each is a function from a value to the text in which a program would print it. */
export const encodings = {
  'as it is': (value) => value,
  'JavaScript encodeURIComponent': encodeURIComponent,
  'JavaScript encodeURI': encodeURI,
  'Python quote': (value) => percent(value, /[A-Za-z0-9_.~/-]/),
  'Python quote_plus, Go QueryEscape': (value) => percent(value, /[A-Za-z0-9_.~ -]/).replaceAll(' ', '+'),
  'Go PathEscape': (value) => percent(value, /[A-Za-z0-9_.~$&+=:@-]/),
  'Go URL user info': (value) => percent(value, /[A-Za-z0-9_.~$&+,;=-]/),
  'percent in small letters': (value) => encodeURIComponent(value).replaceAll(/%../g, (code) => code.toLowerCase()),
  JSON: json,
  'JSON in ASCII': (value) => ascii(json(value), (unit) => `\\u${unit}`),
  'JSON in ASCII, capitals': (value) => ascii(json(value), (unit) => `\\u${unit.toUpperCase()}`),
  'Go JSON': (value) => json(value).replaceAll(/[<>&]/g, (unit) => `\\u00${hex(unit.charCodeAt(0))}`),
  'JSON with escaped slashes': (value) => json(value).replaceAll('/', String.raw`\/`),
  'JSON in JSON': (value) => json(json(value)),
  'Compose, $$': (value) => value.replaceAll('$', '$$$$'),
  'Compose, $$ in JSON': (value) => json(value.replaceAll('$', '$$$$')),
  'shell, single quotes': (value) => value.replaceAll("'", String.raw`'\''`),
  'shell, single and double quotes': (value) => value.replaceAll("'", `'"'"'`),
  'shell, backslashes': (value) => value.replaceAll(/[^A-Za-z0-9\u0080-\u{10ffff}\n]/gu, String.raw`\$&`),
  "shell, $'…'": (value) =>
    json(value)
      .replaceAll(String.raw`\"`, '"')
      .replaceAll("'", String.raw`\'`),
  'shell in JSON': (value) => json(value.replaceAll("'", String.raw`'\''`)),
  'YAML, single quotes': (value) => value.replaceAll("'", "''"),
  'URL in JSON': (value) => json(encodeURI(value)),
  "Python bytes, b'…'": (value) =>
    asBytes(value.replaceAll('\\', String.raw`\\`))
      .map((byte) => (byte > 31 && byte < 127 ? String.fromCodePoint(byte) : `\\x${hex(byte)}`))
      .join(''),
  base64: (value) => Buffer.from(value).toString('base64'),
  'base64 for URLs': (value) => Buffer.from(value).toString('base64url'),
  'on a terminal': (value) => value.replaceAll(/\r?\n/g, '\r\n'),
} as const satisfies Record<string, (value: string) => string>;

export type Encoding = keyof typeof encodings;
export const encodingNames = Object.keys(encodings).filter((name): name is Encoding => name in encodings);
