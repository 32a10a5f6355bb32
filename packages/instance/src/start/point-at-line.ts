import { readFile } from 'node:fs/promises';
import { CodedError, isCodedError } from '@ktrdr/errors';

/**
 * What Compose refuses files for, with the file and the line where they can be found. Anything else stays as it is.
 *
 * @param files absolute paths
 */
export async function pointAtLine(error: unknown, files: readonly string[]): Promise<unknown> {
  if (!isCodedError(error) || error.code !== 'COMPOSE_INVALID' || error.detail === undefined) return error;
  // Loaded where it is used: a YAML parser is large.
  const { locateProblem } = await import('../compose-file/locate-problem.ts');
  const texts = await Promise.all(
    files.map(async (file) => ({ file, text: await readFile(file, 'utf8').catch(() => '') })),
  );
  const place = locateProblem(error.detail, texts);
  if (place === undefined) return error;
  return new CodedError(`Compose cannot use ${place.file}, line ${place.line}`, {
    code: error.code,
    hint: 'Nothing was started. Correct the file there, or name another with --compose-file.',
    detail: error.detail,
    cause: error,
  });
}
