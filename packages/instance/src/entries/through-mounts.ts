import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isWithin } from '../core/is-within.ts';
import { type Mount, parseMounts, readMounts } from './mounts-below.ts';

/**
 * Where in a directory these paths lead, though they do not say so: a bind mount gives a directory a second path. Linux only: none elsewhere.
 *
 * @param directory a real path, as all of `paths` are
 * @returns the paths, each with the one in the directory
 */
export async function throughMounts(
  directory: string,
  paths: readonly string[],
  file?: string,
): Promise<ReadonlyMap<string, string>> {
  const mounts = parseMounts(await readMounts(file));
  const there = placeOnDisk(directory, mounts);
  const found = new Map(
    paths.flatMap((path) => {
      const here = placeOnDisk(path, mounts);
      if (here === undefined || there === undefined || here.device !== there.device) return [];
      if (isWithin(path, directory) || !isWithin(here.path, there.path)) return [];
      return [[path, join(directory, relative(there.path, here.path))]];
    }),
  );
  return await seen(found);
}

/** Which file system a path is on, and where in that. Of two mounts at one place the later one is seen. */
function placeOnDisk(
  path: string,
  mounts: readonly Mount[],
): (Pick<Mount, 'device'> & { readonly path: string }) | undefined {
  const over = mounts.filter(({ point }) => isWithin(path, point));
  const nearest = over.reduce<Mount | undefined>(
    (best, one) => (best === undefined || one.point.length >= best.point.length ? one : best),
    undefined,
  );
  return nearest && { device: nearest.device, path: join(nearest.root, relative(nearest.point, path)) };
}

/**
 * Mounts that an Engine makes by itself of what containers and volumes use: Docker Desktop's in a distribution of WSL, and those of volumes that stand for
 * a directory. It is asked itself who uses what.
 */
const OF_AN_ENGINE = /^\/mnt\/wsl\/docker-desktop|\/volumes\/[^/]+\/_data$/;

/**
 * Where else what is in a directory is mounted: points outside of it, each with the path in the directory. An Engine's own mounts are left out.
 *
 * @param directory a real path
 */
export async function mountedElsewhere(directory: string, file?: string): Promise<ReadonlyMap<string, string>> {
  const mounts = parseMounts(await readMounts(file));
  const there = placeOnDisk(directory, mounts);
  const elsewhere = mounts.filter(
    ({ device, root, point }) =>
      device === there?.device &&
      isWithin(root, there.path) &&
      !isWithin(point, directory) &&
      !isWithin(directory, point) &&
      !OF_AN_ENGINE.test(point),
  );
  const found = elsewhere.map(
    ({ root, point }) => [point, join(directory, relative(there?.path ?? '/', root))] as const,
  );
  return await seen(new Map(found));
}

/** Those that lead to the same place now: over a mount that is listed, another one may lie, so that nobody gets there. */
async function seen(paths: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const each = await Promise.all(
    Array.from(paths, async ([path, inside]) => ((await isAnother(path, inside)) ? [] : [[path, inside] as const])),
  );
  return new Map(each.flat());
}

async function isAnother(path: string, inside: string): Promise<boolean> {
  const [one, other] = await Promise.all(
    [path, inside].map(async (place) => await stat(place, { bigint: true }).catch(() => undefined)),
  );
  return one !== undefined && other !== undefined && (one.ino !== other.ino || one.dev !== other.dev);
}
