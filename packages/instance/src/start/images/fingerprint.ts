import { createHash } from 'node:crypto';
import { isAbsolute } from 'node:path';
import { undouble } from '@ktrdr/compose-runner';
import { placeholderFor } from '../secrets/variables-read.ts';
import { dockerIgnore } from '../../images/docker-ignore.ts';
import { dockerfileSources } from '../../images/dockerfile-sources.ts';
import { hashContext } from '../../images/hash-context.ts';
import { type ImageInputs, inputsOf } from '../../images/image-inputs.ts';
import type { ImageBuild } from './plan-images.ts';
import { readDockerfile } from '../../images/read-dockerfile.ts';

/** What an image would be built of now. */
export interface Ingredients {
  /** Of everything that is on this machine's disk and in the Compose file. */
  readonly hash: string;
  /** The files of this machine among it. */
  readonly inputs: ImageInputs;
  /** Other images that it is built on, whose ids count too. */
  readonly images: readonly string[];
}

/**
 * Reads what an image would be built of, as far as that can be told without building. Undefined where it cannot: then the build
 * cache must be asked.
 */
export async function readIngredients(image: ImageBuild): Promise<Ingredients | undefined> {
  const { build, definition, always } = image;
  const { context, args, additional_contexts: others } = build;
  if (always || context === undefined || Object.keys(others ?? {}).length > 0) return undefined;
  // A secret's stand-in tells nothing of a secret that has changed.
  if (definition.includes(placeholderFor(''))) return undefined;
  const directory = undouble(context);
  if (!isAbsolute(directory)) return undefined;
  try {
    const { text, ignored } = await readDockerfile(directory, build);
    if (text === undefined) return undefined;
    const sources = dockerfileSources(text, args ?? {});
    if (sources === undefined) return undefined;
    const files = await hashContext(directory, sources.paths, { isIgnored: dockerIgnore(ignored ?? '') });
    if (files === undefined) return undefined;
    return {
      hash: hashOf([VERSION, definition, text, ignored, files]),
      inputs: inputsOf(build, { directory, text, files }),
      images: sources.images,
    };
  } catch {
    // The build will say what it cannot read.
    return undefined;
  }
}

/** Another number for another way to compute it. */
const VERSION = 2;

/** The name of what an image is built of: two that are the same give the same image. */
export function fingerprintOf(
  { hash, images }: Pick<Ingredients, 'hash' | 'images'>,
  ids: ReadonlyMap<string, string>,
): string {
  return hashOf([hash, images.map((image) => [image, ids.get(image) ?? null])]);
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
