/**
 * A path as a string with one character for every byte (`latin1`). File names are bytes that need not be UTF-8: decoded as
 * such, some would name nothing any more.
 */
export type BytePath = string & {};

/** The byte path of a path as people write it. */
export function bytePath(path: string): BytePath {
  return Buffer.from(path).toString('latin1');
}

/** What the functions of `fs` take. */
export function bytesOf(path: BytePath): Buffer {
  return Buffer.from(path, 'latin1');
}

/** A path for people. */
export function textOf(path: BytePath): string {
  return bytesOf(path).toString();
}

/** Whether a name that was decoded may name nothing any more: not all its bytes were UTF-8. */
export function isMangled(text: string): boolean {
  return text.includes('\uFFFD');
}
