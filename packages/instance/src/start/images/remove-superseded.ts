import { isCodedError } from '@ktrdr/errors';
import type { Context } from '../../context.ts';
import type { Instance } from '../../instance.ts';
import { type ImageMemory, readImageMemory, writeImageMemory } from './image-memory.ts';

/**
 * Removes the images that builds of this instance have replaced: only those whose ids were noted then, that its own files built, that nobody
 * has given a name since, and that no container uses. What cannot be removed yet is tried again by a later start. Where the Engine does
 * not answer, nothing is lost by that. The operation's lock must be held.
 */
export async function removeSuperseded(context: Context, { id: project }: Pick<Instance, 'id'>): Promise<void> {
  const memory = await readImageMemory(context, project);
  const noted = Object.values(memory).flatMap(({ superseded }) => superseded ?? []);
  if (noted.length === 0) return;
  const { docker } = context;
  try {
    const found = await docker.inspectImages([...new Set(noted)]);
    // By their ids, without force: the Engine refuses what a container uses.
    const ours = found.filter((image) => image.project === project && image.names.length === 0).map(({ id }) => id);
    await docker.removeImages(ours);
    const left = await docker.inspectImages(ours);
    await writeImageMemory(context, project, withSuperseded(memory, new Set(left.map(({ id }) => id))));
  } catch (error) {
    if (!isCodedError(error)) throw error;
  }
}

function withSuperseded(memory: ImageMemory, left: ReadonlySet<string>): ImageMemory {
  return Object.fromEntries(
    Object.entries(memory).map(([reference, { superseded = [], ...entry }]) => {
      const kept = superseded.filter((id) => left.has(id));
      return [reference, kept.length === 0 ? entry : { ...entry, superseded: kept }];
    }),
  );
}
