import type { BigIntStats } from 'node:fs';
import * as z from 'zod/mini';
import { statsAt } from './stats-at.ts';

/** As it is written down. */
export const writtenIdentity = z.object({
  dev: z.string(),
  ino: z.string(),
  /** When it was made, in nanoseconds: a deleted directory's inode is soon another's. 0 where the file system does not tell. */
  born: z.string(),
});

/** What tells a directory from any other, wherever it is moved. Decimal numbers. */
export type DirectoryIdentity = Readonly<z.infer<typeof writtenIdentity>>;

/** The identity of the directory at a path; undefined where there is none, or a link, or a file. */
export async function directoryIdentity(path: string): Promise<DirectoryIdentity | undefined> {
  const stats = await statsAt(path);
  return stats?.isDirectory() === true ? identityOf(stats) : undefined;
}

function identityOf({ dev, ino, birthtimeNs }: BigIntStats): DirectoryIdentity {
  return { dev: String(dev), ino: String(ino), born: String(birthtimeNs) };
}

/**
 * Whether these are one directory. A device may have another number after every mount (btrfs, NFS, overlays, loop devices), so that it only
 * counts where nothing tells when a directory was made.
 */
export function isSameDirectory(one: DirectoryIdentity, other: DirectoryIdentity | undefined): boolean {
  if (one.ino !== other?.ino || one.born !== other.born) return false;
  return one.born !== '0' || one.dev === other.dev;
}
