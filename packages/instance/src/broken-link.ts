import { lstat, readlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** A symbolic link that leads to nothing. */
export interface BrokenLink {
  readonly path: string;
  /** Where it leads: most likely a disk that is not mounted. */
  readonly target: string;
}

/** The link that makes `path` missing: the nearest name on the way up that is there, if it is a link; undefined otherwise. */
export async function brokenLink(path: string): Promise<BrokenLink | undefined> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return dirname(path) === path ? undefined : await brokenLink(dirname(path));
  return found.isSymbolicLink() ? { path, target: resolve(dirname(path), await readlink(path)) } : undefined;
}
