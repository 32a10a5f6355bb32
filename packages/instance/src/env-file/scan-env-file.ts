/** A piece of an env file that means something; what is between them are comments and blank lines. */
export type Statement = Placed &
  (
    | { readonly kind: 'assignment'; readonly key: string; readonly value: WrittenValue }
    /** A name alone: what the environment says, if it says anything. */
    | { readonly kind: 'inherited'; readonly key: string }
    | { readonly kind: 'invalid'; readonly reason: string }
  );

/** A value as it is written. */
export interface WrittenValue extends Span {
  readonly quote: 'none' | 'single' | 'double';
  /** Without its quotes and without an inline comment; escapes and variables as they are written. */
  readonly text: string;
}

/** From the first code unit up to, not including, the last. */
interface Span {
  readonly start: number;
  readonly end: number;
}

interface Placed extends Span {
  /** The first is 1. */
  readonly line: number;
}

const NOT_A_STATEMENT = /(?:[\s\uFEFF]|#[^\n]*)*/y;
const KEY = /(?:export[^\S\n]+)?([^=:\n]*)(=|:|\n|$)/y;

/**
 * Finds the statements of an env file, in Compose's dialect: `KEY=value`, `KEY: value`, `export KEY=value`; a value in quotes may
 * have several lines, and what follows it is a statement again; ` #` begins a comment behind a value without quotes.
 * What Compose refuses is `invalid` here, and the next line is a statement again.
 * Source: tries with `docker compose --env-file` 2.26 and 2.40, whose dialect is no standard
 */
export function scanEnvFile(text: string): Statement[] {
  const statements: Statement[] = [];
  let from = 0;
  let line = 1;
  for (;;) {
    const start = endOf(NOT_A_STATEMENT, text, from);
    line += linesIn(text.slice(from, start));
    if (start >= text.length) return statements;
    const statement = { ...statementAt(text, start), line };
    statements.push(statement);
    line += linesIn(text.slice(start, statement.end));
    from = statement.end;
  }
}

type Unplaced<T> = T extends unknown ? Omit<T, 'line'> : never;

function statementAt(text: string, start: number): Unplaced<Statement> {
  KEY.lastIndex = start;
  const [head = '', name = '', sign] = KEY.exec(text) ?? [];
  const key = name.trimEnd();
  const problem = problemOf(key);
  if (problem !== undefined) return { kind: 'invalid', reason: problem, start, end: endOfLine(text, start) };
  if (sign !== '=' && sign !== ':') return { kind: 'inherited', key, start, end: start + name.length };
  const value = valueAt(text, start + head.length);
  if (value === undefined) {
    return { kind: 'invalid', reason: `the quoted value of ${key} is not closed`, start, end: endOfLine(text, start) };
  }
  return { kind: 'assignment', key, value, start, end: value.end };
}

function problemOf(key: string): string | undefined {
  if (key === '') return 'there is no name before the equals sign';
  if (/\s/.test(key)) return 'a name cannot contain a space';
  return /^[\p{L}\p{N}_.[\]-]+$/u.test(key) ? undefined : `${key} is not a valid variable name`;
}

/** Undefined where a quote does not end. */
function valueAt(text: string, after: number): WrittenValue | undefined {
  const start = endOf(/[^\S\n]*/y, text, after);
  const sign = text[start];
  if (sign !== '"' && sign !== "'") {
    const whole = text.slice(start, endOfLine(text, start));
    const value = (whole.split(' #', 1)[0] ?? '').trimEnd();
    return { quote: 'none', text: value, start, end: start + value.length };
  }
  const [quoted, content] =
    matchAt(sign === '"' ? /"((?:[^"\\]|\\.)*)"/sy : /'((?:[^'\\]|\\.)*)'/sy, text, start) ?? [];
  if (quoted === undefined || content === undefined) return undefined;
  return { quote: sign === '"' ? 'double' : 'single', text: content, start, end: start + quoted.length };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function endOf(pattern: RegExp, text: string, at: number): number {
  return at + (matchAt(pattern, text, at)?.[0].length ?? 0);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}
