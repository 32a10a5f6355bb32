const LINE = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/s;

/**
 * Reads what `serializeEnvFile` writes, and a hand-edited file of the same shape: `KEY=value` lines, blank lines and
 * `#` comments. Lines that are none of these are passed over.
 */
export function parseEnvFile(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(/\r?\n/).flatMap((line) => {
      const [, key, value] = LINE.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, unquote(value)]];
    }),
  );
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r' };

function unquote(value: string): string {
  const double = /^"((?:[^"\\]|\\.)*)"$/s.exec(value)?.[1];
  if (double !== undefined) return double.replaceAll(/\\(.)/gs, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
  return /^'([^']*)'$/.exec(value)?.[1] ?? value;
}
