import type { BigIntStats } from 'node:fs';
import { statsAt } from './stats-at.ts';

/** What tells a directory from any other, wherever it is moved. Decimal numbers. */
export interface DirectoryIdentity {
  readonly dev: string;
  readonly ino: string;
  /** When it was made, in nanoseconds: a deleted directory's inode is soon another's. 0 where the file system does not tell. */
  readonly born: string;
}

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
