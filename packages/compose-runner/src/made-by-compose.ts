import type { Engine, InspectedContainer } from '@ktrdr/engine';
import { labels } from './labels.ts';

/**
 * Finds containers that have labels of Compose's though Compose did not make them: an image hands its labels on to whatever is run from it. One that
 * Compose built has those of project and service; one that was made of a container (`docker commit`) has all of that container's.
 *
 * Compose writes into each container's labels which image it made it from, and no image can name itself: a container whose image has that very
 * label got it from there. Found by trying with Compose 2.26.
 *
 * @returns their ids
 */
export async function notMadeByCompose(
  containers: readonly Pick<InspectedContainer, 'id' | 'imageId' | 'labels'>[],
  engine: Pick<Engine, 'inspectImage'>,
): Promise<ReadonlySet<string>> {
  const suspects = containers.flatMap(({ id, imageId, labels: all }) => {
    const recorded = all[labels.image] ?? '';
    return recorded === '' || recorded === imageId ? [] : [{ id, imageId, recorded }];
  });
  const handedOn = await recordedByImages([...new Set(suspects.map(({ imageId }) => imageId))], engine);
  // Of an image that is gone nobody can tell what it handed on.
  const heirs = suspects.filter(({ imageId, recorded }) => (handedOn.get(imageId) ?? recorded) === recorded);
  // What Compose makes has the hash of its configuration.
  const unmade = containers.filter(({ labels: all }) => !all[labels.configHash]);
  return new Set([...heirs, ...unmade].map(({ id }) => id));
}

/** What images have as the label of the image that a container was made from, by their ids; empty where they have none. */
async function recordedByImages(
  ids: readonly string[],
  engine: Pick<Engine, 'inspectImage'>,
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(ids.map(async (id) => await engine.inspectImage(id, { doing: 'look at images' })));
  return new Map(found.flatMap((image) => (image === undefined ? [] : [[image.id, image.labels[labels.image] ?? '']])));
}
