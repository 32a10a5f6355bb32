/** Where a value stands in a text of JSON. */
export interface JsonValue {
  readonly start: number;
  readonly end: number;
  /** What is in a list or an object; undefined for anything else. */
  readonly members?: readonly JsonMember[];
}

export interface JsonMember {
  /** In an object. */
  readonly key?: string;
  /** Of its key, where it has one. */
  readonly start: number;
  readonly end: number;
  readonly value: JsonValue;
}

const BLANK = /[ \t\r\n]*/y;
const SCALAR = /"(?:[^"\\]|\\.)*"|[\w.+-]+/y;

/** What stands where in a text that is JSON. */
export function jsonTree(text: string): JsonValue {
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const [found = ''] = pattern.exec(text) ?? [];
    at += found.length;
    return found;
  };
  const value = (): JsonValue => {
    take(BLANK);
    const start = at;
    const open = text[at];
    if (open !== '{' && open !== '[') {
      take(SCALAR);
      return { start, end: at };
    }
    const members: JsonMember[] = [];
    at += 1;
    for (take(BLANK); text[at] !== '}' && text[at] !== ']'; take(BLANK)) {
      if (text[at] === ',') at += 1;
      take(BLANK);
      members.push(open === '{' ? keyed() : alone());
    }
    at += 1;
    return { start, end: at, members };
  };
  const keyed = (): JsonMember => {
    const start = at;
    const key = String(JSON.parse(take(SCALAR)));
    take(BLANK);
    at += 1;
    const found = value();
    return { key, start, end: found.end, value: found };
  };
  const alone = (): JsonMember => {
    const found = value();
    return { start: found.start, end: found.end, value: found };
  };
  return value();
}
