import type { ImageSummary } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import type { Context } from '../../core/context.ts';
import type { Instance } from '../../core/instance.ts';
import { type ImageMemory, readImageMemory, writeImageMemory } from '../../images/image-memory.ts';

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
    const ours = found.filter(isUnnamed(project)).map(({ id }) => id);
    // What a container uses gets no name: the Engine would not take it away again.
    const used = ours.length === 0 ? new Set() : await docker.usedImages();
    const unused = ours.filter((id) => !used.has(id));
    // By a name of ours, without force: to remove an image by its id takes also the name that somebody gives it at this moment, and the
    // image goes with the last of its names only. The Engine refuses what a container uses by now.
    for (const id of unused) await docker.tagImage(id, supersededName(id));
    await docker.removeImages(unused.map(supersededName));
    const left = await docker.inspectImages(ours);
    await writeImageMemory(context, project, withSuperseded(memory, new Set(left.map(({ id }) => id))));
  } catch (error) {
    if (!isCodedError(error)) throw error;
  }
}

/** Whether an image of the project has no name, but for that with which an earlier start could not remove it. */
function isUnnamed(project: string): (image: ImageSummary) => boolean {
  return (image) => image.project === project && image.names.every((name) => name === supersededName(image.id));
}

function supersededName(id: string): string {
  return `ktrdr-superseded:${id.replace('sha256:', '')}`;
}

function withSuperseded(memory: ImageMemory, left: ReadonlySet<string>): ImageMemory {
  return Object.fromEntries(
    Object.entries(memory).map(([reference, { superseded = [], ...entry }]) => {
      const kept = superseded.filter((id) => left.has(id));
      return [reference, kept.length === 0 ? entry : { ...entry, superseded: kept }];
    }),
  );
}
