import { isSecretKey } from './is-secret-key.ts';
import { secretsInText } from './secrets-in-text.ts';

/** A name and what stands between it and its value, as YAML, JSON, TOML and ini files have it. */
const SETTING = /(?<![\w.-])([\w.-]+)["']?[ \t]*[:=][ \t]*/g;
/** In TOML's quotes for several lines, in YAML's and TOML's single ones, in everybody's double ones, and bare. */
const VALUE =
  /^(?:"""\r?\n?(?<lines>[\s\S]*?)"""|'''\r?\n?(?<literalLines>[\s\S]*?)'''|'(?<single>(?:[^'\n]|'')*)'|"(?<double>(?:[^"\\\n]|\\.)*)"|(?<bare>[^\n]*))/;
/** A comment behind a value, and what ends it in a list. */
const BEHIND = /(?:\s+[#;].*|[\s,;}\]]+)$/;
/** Says in YAML that the value is in the lines below. */
const BLOCK = /^[|>][-+\d]*$/;

/** The secrets that can be seen in a text of settings of whatever format: values of names that stand for secrets, and passwords in addresses. */
export function secretsByPattern(text: string): string[] {
  const values = [...text.matchAll(SETTING)].flatMap(({ 0: { length }, 1: name = '', index }) =>
    isSecretKey(name) ? readings(text.slice(index + length)) : [],
  );
  return [...values, ...secretsInText(text)];
}

/** What a value may mean: each format has escapes of its own. */
function readings(text: string): string[] {
  const { lines, literalLines, single, double, bare = '' } = VALUE.exec(text)?.groups ?? {};
  if (literalLines !== undefined) return [literalLines];
  if (single !== undefined) return [single, single.replaceAll("''", "'")];
  const quoted = lines ?? double;
  if (quoted !== undefined) return [quoted, unescaped(quoted)];
  const value = bare.replace(BEHIND, '');
  return BLOCK.test(value) ? [] : [value];
}

/** As JSON escapes; YAML and TOML have the same escapes, and a few that nobody needs in a secret. */
function unescaped(quoted: string): string {
  try {
    return String(JSON.parse(`"${quoted.replaceAll(/\r?\n/g, String.raw`\n`)}"`));
  } catch {
    return quoted;
  }
}
