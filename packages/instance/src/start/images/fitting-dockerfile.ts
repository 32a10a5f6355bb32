import { basename, dirname } from 'node:path/posix';
import { parseReference } from './image-reference.ts';

/**
 * The Dockerfile of a checkout that an image of this name is most likely built from: `ktrdr-agent:dev` from `Dockerfile.agent`,
 * `agent.Dockerfile` or `agent/Dockerfile`, in whatever directory. Undefined where none fits.
 *
 * @param paths of the checkout's files, relative to it
 */
export function fittingDockerfile(image: string, paths: readonly string[]): string | undefined {
  const name = basename(parseReference(image).repository).toLowerCase();
  // The project's name comes first in those of its images, and is left out in those of its files.
  const names = [name, ...(name.startsWith('ktrdr-') ? [name.slice('ktrdr-'.length)] : [])];
  return names
    .flatMap((wanted) => paths.filter((path) => fits(path, wanted)))
    .toSorted((a, b) => a.split('/').length - b.split('/').length)[0];
}

function fits(path: string, wanted: string): boolean {
  const file = basename(path).toLowerCase();
  if (file === `dockerfile.${wanted}` || file === `${wanted}.dockerfile`) return true;
  return file === 'dockerfile' && basename(dirname(path)).toLowerCase() === wanted;
}
