import type { Container } from '@ktrdr/compose-runner';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { isWithin } from '../core/is-within.ts';
import { changedInputs } from '../images/image-inputs.ts';
import { readImageMemory } from '../images/image-memory.ts';
import type { OutdatedImage } from './cause-facts.ts';

/**
 * The images of an instance's containers that its starts have built of other files than there are now, or have built anew since the containers were made. What
 * the containers mount anyway does not count: they have it as it is now.
 */
export async function outdatedImages(
  context: Context,
  { id }: Pick<Instance, 'id'>,
  all: readonly Container[],
): Promise<readonly OutdatedImage[]> {
  const memory = await readImageMemory(context, id);
  const found = Object.entries(memory).map(async ([image, entry]): Promise<OutdatedImage[]> => {
    const users = all.filter((one) => one.image === image);
    const behind = users.filter(({ imageId }) => imageId !== entry.id);
    // Another image that somebody has put there is theirs.
    const replaced = behind.filter(({ imageId }) => entry.superseded?.includes(imageId) === true);
    const current = users.filter(({ imageId }) => imageId === entry.id);
    if (replaced.length > 0) return [{ image, services: servicesOf(replaced), changed: [] }];
    if (current.length === 0 || entry.inputs === undefined) return [];
    const isMounted = (path: string): boolean =>
      current.every(({ binds }) => binds.some(({ source }) => isWithin(path, source)));
    const changed = (await changedInputs(entry.inputs)).filter((path) => !isMounted(path));
    return changed.length === 0 ? [] : [{ image, services: servicesOf(current), changed }];
  });
  return (await Promise.all(found)).flat();
}

function servicesOf(containers: readonly Container[]): string[] {
  return [...new Set(containers.map(({ service }) => service))].toSorted((one, other) => one.localeCompare(other));
}
