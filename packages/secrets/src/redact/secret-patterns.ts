// A shorter secret would blank out ordinary text, and the gaps would spell it.
const SHORTEST = 4;

/**
 * What to look for: each secret; each line of one with several, because much output is read line by line; and their
 * base64, alone or inside something longer. Pieces with fewer than four characters that are not white space are left
 * out. Source of base64: RFC 4648.
 */
export function secretPatterns(secrets: readonly string[]): string[] {
  const pieces = secrets.flatMap((secret) => [secret, ...linesOf(secret)]).filter(isLongEnough);
  return [...new Set([...pieces, ...pieces.flatMap(base64Forms)])];
}

function linesOf(secret: string): string[] {
  return secret.split(/[\r\n]+/).flatMap((line) => [line, line.trim()]);
}

function isLongEnough(piece: string): boolean {
  return Array.from(piece.replaceAll(/\s/g, '')).length >= SHORTEST;
}

/** The whole, and those characters that the value alone decides, for each place it can have in a group of three bytes. */
function base64Forms(value: string): string[] {
  return (['base64', 'base64url'] as const).flatMap((encoding) => [
    Buffer.from(value).toString(encoding),
    base64Inside(value, 0, encoding),
    base64Inside(value, 1, encoding),
    base64Inside(value, 2, encoding),
  ]);
}

function base64Inside(value: string, bytesBefore: number, encoding: 'base64' | 'base64url'): string {
  const bytes = Buffer.concat([Buffer.alloc(bytesBefore), Buffer.from(value)]);
  return bytes.toString(encoding).slice(Math.ceil((bytesBefore * 8) / 6), Math.floor((bytes.length * 8) / 6));
}
