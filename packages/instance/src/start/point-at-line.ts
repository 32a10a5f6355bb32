import { readFile } from 'node:fs/promises';
import { CodedError, isCodedError } from '@ktrdr/errors';

/**
 * What Compose refuses files for, with the file and the line where they can be found. Anything else stays as it is.
 *
 * @param files absolute paths
 */
export async function pointAtLine(thrown: unknown, files: readonly string[]): Promise<unknown> {
  if (!isCodedError(thrown) || thrown.code !== 'COMPOSE_INVALID' || thrown.detail === undefined) return thrown;
  // Loaded where it is used: a YAML parser is large.
  const { locateProblem } = await import('../compose-file/locate-problem.ts');
  const texts = await Promise.all(files.map(async (file) => ({ file, text: await textOf(file) })));
  const place = locateProblem(thrown.detail, texts);
  if (place === undefined) return thrown;
  return new CodedError(`Compose cannot use ${place.file}, line ${place.line}`, {
    code: thrown.code,
    hint: 'Nothing was started. Correct the file there, or name another with --compose-file.',
    detail: thrown.detail,
    cause: thrown,
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return '';
  }
}
