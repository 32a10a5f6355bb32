import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Context } from './context.ts';

/** Free space where something grows. */
export interface DiskSpace {
  readonly name: string;
  readonly path: string;
  /** Bytes. */
  readonly free: number;
}

/** Free space in our home and where Docker keeps images and volumes; once where that is the same disk. */
export async function diskSpaces(
  { home }: Pick<Context, 'home'>,
  dockerRoot: string | undefined,
): Promise<DiskSpace[]> {
  const ours = await nearest(home.root);
  const disks = [{ name: 'disk', ...(await freeAt(ours.path)) }];
  // Docker Desktop names a directory of its own machine, whose disk nobody here can ask for.
  const docker = dockerRoot === undefined ? undefined : await deviceOf(dockerRoot);
  if (dockerRoot === undefined || docker === undefined || docker === ours.device) return disks;
  return [...disks, { name: "Docker's disk", ...(await freeAt(dockerRoot)) }];
}

async function freeAt(path: string): Promise<Pick<DiskSpace, 'path' | 'free'>> {
  const { bavail, bsize } = await statfs(path);
  return { path, free: bavail * bsize };
}

/** The path, or the directory on the way to it that exists. */
async function nearest(path: string): Promise<{ readonly path: string; readonly device: number | undefined }> {
  const device = await deviceOf(path);
  return device === undefined && dirname(path) !== path ? await nearest(dirname(path)) : { path, device };
}

async function deviceOf(path: string): Promise<number | undefined> {
  return await stat(path).then(
    ({ dev }) => dev,
    () => undefined,
  );
}
