import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * One hash over everything below a directory: names, modes, contents and links. Two equal hashes mean that nothing was
 * added, removed or changed.
 *
 * @param leavesOut names, relative to it, that do not count
 */
export async function hashTree(directory: string, leavesOut: (name: string) => boolean = () => false): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(directory, { recursive: true })).toSorted()) {
    if (leavesOut(name)) continue;
    const path = join(directory, name);
    const stats = await lstat(path);
    hash.update(`${name}\0${stats.mode}\0`);
    if (stats.isSymbolicLink()) hash.update(await readlink(path));
    else if (stats.isFile()) hash.update(await readFile(path));
  }
  return hash.digest('hex');
}
