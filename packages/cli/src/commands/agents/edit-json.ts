import { type JsonMember, jsonTree, type JsonValue } from './json-tree.ts';

// Everything that is there stays byte for byte, and what was added is taken away again so that nothing is left of it.

/** Keys and places in lists that lead to a value. */
export type JsonPath = readonly (string | number)[];

/** What stands at a path; undefined where nothing does. */
export function jsonAt(text: string, path: JsonPath): JsonValue | undefined {
  return memberAt(jsonTree(text), path)?.value;
}

/** Adds a value at the end of the list or object at a path, where it is written as its neighbour is. @param key in an object */
export function addJson(
  text: string,
  path: JsonPath,
  { key, value }: { readonly key?: string; readonly value: object },
): string {
  const container = jsonAt(text, path);
  if (container?.members === undefined) throw new TypeError(`There is no list or object at ${path.join('.')}`);
  const last = container.members.at(-1);
  // One that has been empty keeps what was between its brackets, and what is added stands right behind the first: so it is known later.
  const blank = last === undefined ? '' : blankBefore(text, last);
  const lead = last === undefined ? `${lineBreak(text)}${indentOf(text, container)}` : blank;
  const added = `${key === undefined ? '' : `${JSON.stringify(key)}: `}${written(value, text, lead)}`;
  const at = last?.end ?? container.start + 1;
  return `${text.slice(0, at)}${last === undefined ? '' : ','}${blank}${added}${text.slice(at)}`;
}

/** Takes away what stands at a path, and with it what holds nothing else and was not empty before {@link addJson}; undefined where nothing remains. */
export function removeJson(text: string, path: JsonPath): string | undefined {
  const above = path.slice(0, -1);
  const container = jsonAt(text, above);
  const name = path.at(-1);
  if (container?.members === undefined || name === undefined) return undefined;
  const index = container.members.findIndex((one, place) => (one.key ?? place) === name);
  const member = container.members[index];
  if (member === undefined) return text;
  const before = container.members[index - 1];
  const after = container.members[index + 1];
  if (before !== undefined) return text.slice(0, before.end) + text.slice(member.end);
  if (after !== undefined) return text.slice(0, member.start) + text.slice(after.start);
  if (member.start === container.start + 1) return text.slice(0, member.start) + text.slice(member.end);
  return removeJson(text, above);
}

function memberAt(root: JsonValue, path: JsonPath): { readonly value: JsonValue } | undefined {
  return path.reduce<{ readonly value: JsonValue } | undefined>(
    (at, name) => at?.value.members?.find((one, place) => (one.key ?? place) === name),
    { value: root },
  );
}

function blankBefore(text: string, { start }: JsonMember): string {
  return /[ \t\r\n]*$/.exec(text.slice(0, start))?.[0] ?? '';
}

/** A value as it stands behind the white space `lead`: on lines of its own if that begins one. */
function written(value: object, text: string, lead: string): string {
  const end = lead.lastIndexOf('\n');
  // Blanks inside the brackets tell what is ours from a list or object that was empty.
  if (end === -1) return JSON.stringify(value, undefined, 1).replaceAll(/\n */g, ' ');
  return JSON.stringify(value, undefined, unitOf(text)).replaceAll('\n', `${lineBreak(text)}${lead.slice(end + 1)}`);
}

/** What the first thing in the file is indented with. */
function unitOf(text: string): string {
  return /^\s*\{\r?\n([ \t]+)/.exec(text)?.[1] ?? '  ';
}

function lineBreak(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The blanks that the line begins with in which a value stands. */
function indentOf(text: string, { start }: JsonValue): string {
  return /(?:^|\n)([ \t]*)[^\n]*$/.exec(text.slice(0, start))?.[1] ?? '';
}
