import { quoteArgument } from '@ktrdr/errors';

type Variables = Readonly<Record<string, string>>;

/** Lines for a POSIX shell: `eval "$(ktrdr env)"`. */
export function shellLines(variables: Variables): string[] {
  return Object.entries(variables).map(([name, value]) => `export ${quoteArgument(name)}=${quoteArgument(value)}`);
}

/** Lines for fish, in whose single quotes a backslash escapes itself and the quote: https://fishshell.com/docs/current/language.html#quotes */
export function fishLines(variables: Variables): string[] {
  return Object.entries(variables).map(
    ([name, value]) => `set -gx ${name} '${value.replaceAll(/[\\']/g, (one) => `\\${one}`)}'`,
  );
}

/**
 * Lines of a `.env` file. In single quotes nothing is replaced, by Compose and python-dotenv alike; what has one itself is in double quotes.
 * Source: https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
 */
export function dotenvLines(variables: Variables): string[] {
  return Object.entries(variables).map(([name, value]) => {
    if (/^[\w./:@%+-]*$/.test(value)) return `${name}=${value}`;
    if (!/['\\\n]/.test(value)) return `${name}='${value}'`;
    return `${name}="${value.replaceAll(/["\\$]/g, (one) => `\\${one}`).replaceAll('\n', String.raw`\n`)}"`;
  });
}
