import { quoteValue } from './quote-value.ts';
import { scanEnvFile } from './scan-env-file.ts';

/**
 * Sets variables in the text of an env file, and leaves everything else in it as it is: other lines, comments, order. A variable that
 * is there is changed where it stands, each time that it does; a new one comes before the first of those that are set and follow it in
 * the alphabet, or else behind the last of them.
 *
 * @param changes undefined removes the variable's lines
 */
export function editEnvFile(text: string, changes: Readonly<Record<string, string | undefined>>): string {
  let edited = text;
  for (const key of Object.keys(changes).toSorted()) {
    const value = changes[key];
    edited = value === undefined ? without(edited, key) : withValue(edited, { key, value, among: changes });
  }
  return edited;
}

interface Setting {
  readonly key: string;
  readonly value: string;
  readonly among: Readonly<Record<string, unknown>>;
}

function withValue(text: string, { key, value, among }: Setting): string {
  const statements = scanEnvFile(text).flatMap((one) => (one.kind === 'assignment' ? [one] : []));
  const own = statements.filter((one) => one.key === key);
  if (own.length > 0) {
    return own.reduceRight((rest, one) => replaced(rest, one.value, quoteValue(value)), text);
  }
  const line = `${key}=${quoteValue(value)}\n`;
  const others = statements.filter((one) => Object.hasOwn(among, one.key));
  const next = others.find((one) => one.key > key);
  if (next !== undefined) {
    const at = startOfLine(text, next.start);
    return replaced(text, { start: at, end: at }, line);
  }
  const last = others.at(-1);
  const at = last === undefined ? text.length : endOfLine(text, last.end);
  const before = text.slice(0, at);
  return `${before}${before === '' || before.endsWith('\n') ? '' : '\n'}${line}${text.slice(at)}`;
}

/** Without the lines of a variable; one that shares its line with something else leaves that. */
function without(text: string, key: string): string {
  const own = scanEnvFile(text).filter((one) => one.kind !== 'invalid' && one.key === key);
  return own.reduceRight((rest, { start, end }) => {
    const line = { start: startOfLine(rest, start), end: endOfLine(rest, end) };
    const isAlone = rest.slice(line.start, start).trim() === '' && /^\s*(?:#.*)?\s*$/.test(rest.slice(end, line.end));
    return replaced(rest, isAlone ? line : { start, end }, '');
  }, text);
}

function replaced(text: string, { start, end }: { start: number; end: number }, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

function startOfLine(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** Behind its line break, if it has one. */
function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}
