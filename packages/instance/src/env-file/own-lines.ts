import { VAULT_VARIABLE } from '../start/secrets/ask-item.ts';
import { rememberedLines } from '../start/wishes/remembered.ts';
import { judgeEnvFile } from './judge-env-file.ts';
import { ownDirectories } from './own-directories.ts';
import { resolveStatements } from './parse-env-file.ts';
import { scanEnvFile, type Statement } from './scan-env-file.ts';

const NOTHING_REMEMBERED = { composeFiles: [], workers: undefined, without: [] };
const REMEMBERED = new Set([VAULT_VARIABLE, ...Object.keys(rememberedLines(NOTHING_REMEMBERED))]);

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
  const isOurs = (one: Statement): boolean =>
    one.kind === 'assignment' &&
    (Object.hasOwn(ours, one.key) || REMEMBERED.has(one.key) || values[one.key] === asOption[one.key]);
  const written = new Set(statements.filter(isOurs).flatMap((one) => linesOf(text, one)));
  return text.split('\n').filter((line, index) => line.trim() !== '' && !written.has(index + 1)).length;
}

/** The numbers of the lines that a statement stands on; the first is 1. */
function linesOf(text: string, { start, end, line }: Statement): number[] {
  const breaks = text.slice(start, end).split('\n').length;
  return Array.from({ length: breaks }, (_, index) => line + index);
}
