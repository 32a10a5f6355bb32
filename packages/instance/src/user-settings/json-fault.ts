/* oxlint-disable no-control-regex -- JSON allows no control characters in a text. */

/** Where a text is not JSON, and what that is. */
export interface JsonFault {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in characters as Unicode has them. */
  readonly column: number;
  readonly kind: 'comment' | 'trailing-comma' | 'twice' | 'single-quotes' | 'end' | 'other';
  /** The key that is there twice, or the beginning of what is not understood. */
  readonly near: string;
}

const TOKEN =
  /(?<blank>[ \t\r\n]+)|(?<string>"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|(?<plain>true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])|(?<mark>[{}[\]:,])/y;

/** What may come next: `first` where a list or an object may also be empty. */
type Next = 'value' | 'first' | 'key' | 'first-key' | 'colon' | 'after';

/**
 * The first place where a text is not JSON (RFC 8259), or has a key twice, of which `JSON.parse` would lose one. Undefined for a text without a fault.
 * What `JSON.parse` itself says tells no place in Node 20, and nothing of comments.
 */
export function jsonFault(text: string): JsonFault | undefined {
  const open: { readonly close: '}' | ']'; readonly keys: Set<string> }[] = [];
  let next: Next = 'value';
  let comma = 0;
  for (let at = 0; at < text.length;) {
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) return fault(text, at, kindAt(text, at));
    const { blank, string, plain, mark } = groups;
    const token = blank ?? string ?? plain ?? mark ?? '';
    const inside = open.at(-1);
    if (blank !== undefined) {
      at += token.length;
      continue;
    }
    const closes = mark !== undefined && mark === inside?.close;
    if (closes && (next === 'after' || next.startsWith('first'))) {
      open.pop();
      next = 'after';
    } else if (closes && (next === 'key' || next === 'value')) {
      return fault(text, comma, 'trailing-comma');
    } else if (next === 'after' && mark === ',' && inside !== undefined) {
      comma = at;
      next = inside.close === '}' ? 'key' : 'value';
    } else if (next === 'colon' && mark === ':') {
      next = 'value';
    } else if ((next === 'key' || next === 'first-key') && string !== undefined) {
      const key = String(JSON.parse(string));
      if (inside?.keys.has(key) === true) return { ...fault(text, at, 'twice'), near: key };
      inside?.keys.add(key);
      next = 'colon';
    } else if ((next === 'value' || next === 'first') && (string ?? plain) !== undefined) {
      next = 'after';
    } else if ((next === 'value' || next === 'first') && (mark === '{' || mark === '[')) {
      open.push({ close: mark === '{' ? '}' : ']', keys: new Set() });
      next = mark === '{' ? 'first-key' : 'first';
    } else return fault(text, at, 'other');
    at += token.length;
  }
  return open.length === 0 && next === 'after' ? undefined : fault(text, text.length, 'end');
}

function kindAt(text: string, at: number): JsonFault['kind'] {
  if (text.startsWith('//', at) || text.startsWith('/*', at) || text[at] === '#') return 'comment';
  return text[at] === "'" ? 'single-quotes' : 'other';
}

function fault(text: string, at: number, kind: JsonFault['kind']): JsonFault {
  const before = text.slice(0, at).split('\n');
  const near = /^\S{0,20}/.exec(text.slice(at))?.[0] ?? '';
  return { line: before.length, column: Array.from(before.at(-1) ?? '').length + 1, kind, near };
}
