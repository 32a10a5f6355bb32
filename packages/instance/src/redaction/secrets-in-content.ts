import { isSecretName } from './is-secret-name.ts';
import { secretsInText } from './secrets-in-text.ts';

/** A name and what stands between it and its value, as YAML, JSON, TOML and ini files have it. */
const SETTING = /(?<![\w.-])([\w.-]+)["']?[ \t]*[:=][ \t]*/g;
const VALUE = /^(?:'([^'\n]*)'|"([^"\n]*)"|([^\n]*))/;
/** A comment behind a value, and what ends it in a list. */
const BEHIND = /(?:\s+[#;].*|[\s,;}\]]+)$/;

/** The secrets in the text of a file of settings: values of names that stand for secrets, and passwords in addresses. */
export function secretsInContent(text: string): string[] {
  const values = [...text.matchAll(SETTING)].flatMap(({ 0: { length }, 1: name = '', index }) => {
    if (!isSecretName(name.replaceAll(/[.-]/g, '_'))) return [];
    const [, single, double, bare = ''] = VALUE.exec(text.slice(index + length)) ?? [];
    return [single ?? double ?? bare.replace(BEHIND, '')];
  });
  return [...values, ...secretsInText(text)];
}
