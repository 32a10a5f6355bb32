import type { BoundDirectory } from '@ktrdr/compose-runner';
import { quoteArgument } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { existingPath } from './existing-path.ts';
import type { LyingInside } from './lying-inside.ts';

/** Where Docker Desktop's machine has the directories of this one. Found in https://github.com/docker/for-mac/issues/7647 */
const DESKTOP = /^\/host_mnt(?=\/)/;

/**
 * Real paths of what containers have bind-mounted and volumes stand for, but for those of a project's own, which go before its directory does. A
 * stopped container counts: it is started again with what it has left there.
 *
 * @param project whose own they are
 */
export async function boundPlaces({ docker }: Context, project: string): Promise<LyingInside[]> {
  const bound = (await docker.boundDirectories()).filter((one) => one.project !== project);
  const found = await Promise.all(
    bound.map(async (one) => {
      const path = (await existingPath(one.path)) ?? (await existingPath(one.path.replace(DESKTOP, '')));
      return path === undefined ? [] : [{ path, ...described(one) }];
    }),
  );
  return found.flat();
}

function described({ by, name, state }: BoundDirectory): Omit<LyingInside, 'path'> {
  const again = `create the ${by} again with that place`;
  if (by === 'volume') {
    return {
      what: `volume ${name} stands for it`,
      first: `Copy the data of volume ${name} to another place and ${again}; if nobody needs it: docker volume rm ${quoteArgument(name)}`,
    };
  }
  return {
    what: `mounted in container ${name}, ${state}`,
    first: `Stop container ${name}, copy its data to another place, and ${again}; if nobody needs it: docker rm -f ${quoteArgument(name)}`,
  };
}
