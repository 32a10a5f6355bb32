import { CodedError } from '@ktrdr/errors';
import type { Context } from '../../core/context.ts';

/**
 * The Engine's disk is full: what to do about it, without anything that could take data with it.
 *
 * @param doing what was tried, to follow "could not": `build the image of backend`
 * @returns CodedError `DISK_FULL`, naming the Engine's directory
 */
export async function diskFull(
  { docker }: Context,
  { doing, detail }: { readonly doing: string; readonly detail: string },
): Promise<CodedError> {
  const machine = await docker.machine();
  const where = machine === undefined ? '' : ` (its data is in ${machine.rootDirectory})`;
  return new CodedError(`The disk of the Docker Engine is full${where}: could not ${doing}`, {
    code: 'DISK_FULL',
    hint: `No container was started or changed. To see what uses the space: docker system df. Free some (docker builder prune removes the build cache, docker image prune the images without a name; in Docker Desktop you can enlarge the disk), then run the command again.`,
    detail,
  });
}
