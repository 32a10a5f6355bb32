import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Context } from '../core/context.ts';
import { imageInputs } from './image-inputs.ts';
import { asJson, removeOwnFile, writeOwnFile } from '../core/write-own-file.ts';

const schema = z.record(
  z.string(),
  z.object({
    id: z.string(),
    /** Of its ingredients; null where only a build can tell. */
    fingerprint: z.nullable(z.string()),
    /** What of this machine's files it was built of, where that is known. */
    inputs: z.optional(imageInputs()),
    /** The ids of images of ours that had the name before, as long as they may be there. */
    superseded: z.optional(z.array(z.string())),
  }),
);

/**
 * The images that an instance's starts have made, by their references: the id of the image, and the fingerprint of what it was built of,
 * where more than a build can tell that. Only a memory: without it, or with another image by that id, the build cache is asked, and a destroy
 * leaves the image.
 */
export type ImageMemory = z.infer<typeof schema>;

/** What is remembered of an instance's images; nothing where that cannot be read. */
export async function readImageMemory(context: Context, id: string): Promise<ImageMemory> {
  try {
    return schema.parse(JSON.parse(await readFile(fileOf(context, id), 'utf8')));
  } catch {
    return {};
  }
}

/** Remembers. That it cannot be written costs the next start a question to the build cache, and nobody else anything. */
export async function writeImageMemory(context: Context, id: string, memory: ImageMemory): Promise<void> {
  const file = fileOf(context, id);
  try {
    await writeOwnFile(file, asJson(memory));
  } catch {
    await rm(file, { force: true }).catch(() => {});
  }
}

/**
 * The references of the images that an instance's starts have made and that are still those. Its Compose project's label is no proof: what
 * somebody builds on such an image inherits it.
 */
export async function ownImages(context: Context, instanceId: string): Promise<string[]> {
  const memory = await readImageMemory(context, instanceId);
  const ids = await context.docker.imageIds(Object.keys(memory));
  return Object.entries(memory).flatMap(([reference, { id }]) => (ids.get(reference) === id ? [reference] : []));
}

/** Forgets an instance's images; fine when nothing is remembered. */
export async function forgetImages(context: Context, id: string): Promise<void> {
  await removeOwnFile(fileOf(context, id));
}

function fileOf({ home }: Context, id: string): string {
  return join(home.root, 'sandbox', 'images', `${id}.json`);
}
