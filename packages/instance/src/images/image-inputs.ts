import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { type ComposeBuild, undouble } from '@ktrdr/compose-runner';
import * as z from 'zod/mini';
import { dockerIgnore } from './docker-ignore.ts';
import { hashContext } from './hash-context.ts';
import { readDockerfile } from './read-dockerfile.ts';

/** As it is remembered. */
export const imageInputs = () =>
  z.object({
    /** The build's context. */
    directory: z.string(),
    /** The Dockerfile, as the Compose file names it; null where that has it inside. */
    dockerfile: z.nullable(z.string()),
    /** A hash of its text. */
    text: z.string(),
    /** Hashes of what it copies, by the paths as it names them. */
    files: z.record(z.string(), z.string()),
  });

/** The files of this machine that an image was built of, by their hashes. */
export type ImageInputs = z.infer<ReturnType<typeof imageInputs>>;

/** @param text of the Dockerfile */
export function inputsOf(
  { dockerfile, dockerfile_inline: inline }: ComposeBuild,
  {
    directory,
    text,
    files,
  }: { readonly directory: string; readonly text: string; readonly files: Readonly<Record<string, string>> },
): ImageInputs {
  return {
    directory,
    dockerfile: inline === undefined ? undouble(dockerfile ?? 'Dockerfile') : null,
    text: hashOf(text),
    files: { ...files },
  };
}

/**
 * Which of the files have changed since: whole paths, as the Dockerfile names them, perhaps with wildcards. Nothing where that cannot be told. What a Compose
 * file has inside is not looked at.
 */
export async function changedInputs({ directory, dockerfile, text, files }: ImageInputs): Promise<readonly string[]> {
  const build = dockerfile === null ? { dockerfile_inline: '' } : { dockerfile };
  const found = await readDockerfile(directory, build).catch(() => undefined);
  if (found === undefined) return [];
  const isIgnored = dockerIgnore(found.ignored ?? '');
  const paths = Object.keys(files);
  // One that is not there has changed; of too many nobody can tell.
  const now = await Promise.all(
    paths.map(async (path) => (await hashContext(directory, [path], { isIgnored }))?.[path]),
  );
  const changed = paths.filter((path, index) => now[index] !== files[path]);
  const own = dockerfile !== null && (found.text === undefined || hashOf(found.text) !== text);
  return [...(own ? [resolve(directory, dockerfile)] : []), ...changed.map((path) => join(directory, path))];
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
