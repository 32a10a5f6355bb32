import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type ComposeBuild, undouble } from '@ktrdr/compose-runner';
import { hasCode } from '@ktrdr/errors';

/** What a build reads before anything else. */
export interface Dockerfile {
  /** Its path; undefined where the Compose file has it inside. */
  readonly file: string | undefined;
  /** Undefined where it is missing. */
  readonly text: string | undefined;
  /** The list of what is ignored, the Dockerfile's own or else the context's; undefined where there is none. */
  readonly ignored: string | undefined;
}

/**
 * Reads the Dockerfile of a build, with the list of what it ignores.
 *
 * @param context the build's directory on this machine
 * @throws what Node throws for a file that is there and cannot be read
 */
export async function readDockerfile(
  context: string,
  { dockerfile, dockerfile_inline: inline }: ComposeBuild,
): Promise<Dockerfile> {
  const general = join(context, '.dockerignore');
  if (inline !== undefined) return { file: undefined, text: undouble(inline), ignored: await textOf(general) };
  const file = resolve(context, undouble(dockerfile ?? 'Dockerfile'));
  const ignored = (await textOf(`${file}.dockerignore`)) ?? (await textOf(general));
  return { file, text: await textOf(file), ignored };
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
