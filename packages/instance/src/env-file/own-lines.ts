import { PLACE_VARIABLES } from './said-place.ts';
import { rememberedLines } from './remembered.ts';
import { judgeEnvFile } from './judge-env-file.ts';
import { ownDirectories } from './own-directories.ts';
import { resolveStatements } from './parse-env-file.ts';
import { scanEnvFile, type Statement } from './scan-env-file.ts';

const NOTHING_REMEMBERED = { composeFiles: [], workers: undefined, without: [] };
const REMEMBERED = new Set<string>([
  ...Object.values(PLACE_VARIABLES),
  ...Object.keys(rememberedLines(NOTHING_REMEMBERED)),
]);

/**
 * How many lines of an `.env.sandbox` a person has written, comments too: those that neither follow from the registry nor remember what an option of
 * ours said (`--own`, `--vault`, `--without`, …).
 *
 * @param path the instance's directory
 * @param computed of `instanceVariables`
 */
export function countOwnLines(
  text: string,
  { path, computed }: { readonly path: string; readonly computed: Readonly<Record<string, string>> },
): number {
  const statements = scanEnvFile(text);
  const { values } = resolveStatements(statements);
  const { ours } = judgeEnvFile(values, computed);
  const asOption = ownDirectories(path, ['data', 'models', 'strategies']);
  // One that is made of a variable which is not set has no value at all.
  const isOption = (key: string): boolean => Object.hasOwn(asOption, key) && values[key] === asOption[key];
  const isOurs = (one: Statement): boolean =>
    one.kind === 'assignment' && (Object.hasOwn(ours, one.key) || REMEMBERED.has(one.key) || isOption(one.key));
  // A comment may stand behind a value of ours.
  const theirs = without(text, statements.filter(isOurs));
  return theirs.split('\n').filter((line) => line.trim() !== '').length;
}

/** A text without these statements, line by line; those that are left are in their lines. */
function without(text: string, statements: readonly Statement[]): string {
  return statements.reduceRight(
    (rest, { start, end }) => rest.slice(0, start) + rest.slice(start, end).replaceAll(/[^\n]/g, ' ') + rest.slice(end),
    text,
  );
}
