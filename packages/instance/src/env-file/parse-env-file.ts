import type { Lookup } from './interpolate.ts';
import { resolveValue } from './resolve-value.ts';
import { scanEnvFile, type Statement } from './scan-env-file.ts';

/** The value of a variable, of which a line before may say something. */
export type LookupBesides = (name: string, before: string | undefined) => string | undefined;

/** The lines of an env file, resolved. */
export interface ResolvedEnvFile {
  /** A name that stands twice has the last value. */
  readonly values: Readonly<Record<string, string>>;
  /** Variables that values refer to, which are not set and have no default. */
  readonly unset: readonly string[];
  /** What Compose would refuse the file for. */
  readonly problems: readonly { readonly line: number; readonly reason: string }[];
}

/**
 * Resolves statements one after another: a value may refer to the ones before it.
 *
 * @param lookup what a value refers to by a name, given what a line before says of it
 */
export function resolveStatements(
  statements: readonly Statement[],
  lookup: LookupBesides = (_, before) => before,
): ResolvedEnvFile {
  const values = new Map<string, string>();
  const unset = new Set<string>();
  const problems: { line: number; reason: string }[] = [];
  const get: Lookup = (name) => lookup(name, values.get(name));
  for (const statement of statements) {
    const { line } = statement;
    if (statement.kind === 'invalid') problems.push({ line, reason: statement.reason });
    else if (statement.kind === 'inherited') {
      const inherited = get(statement.key);
      if (inherited !== undefined) values.set(statement.key, inherited);
    } else {
      const found = resolveValue(statement.value, get);
      if (found.kind === 'invalid') problems.push({ line, reason: `${statement.key}: ${found.reason}` });
      else {
        values.set(statement.key, found.value);
        for (const name of found.unset) unset.add(name);
      }
    }
  }
  return { values: Object.fromEntries(values), unset: [...unset], problems };
}

/**
 * Reads an env file as Docker Compose reads it with an environment, to which its values may refer.
 *
 * @param text in the dialect of `docker compose --env-file`
 */
export function resolveEnvFile(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): ResolvedEnvFile {
  return resolveStatements(scanEnvFile(text), (name, before) => before ?? environment[name]);
}

/**
 * The variables of an env file, read as Docker Compose reads it. Values refer to lines before them only, and what Compose would
 * refuse is passed over.
 */
export function parseEnvFile(text: string): Record<string, string> {
  return { ...resolveEnvFile(text, {}).values };
}
