import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Every file and link below some directories, with its mode and a hash of what is in it. */
export type Fingerprint = ReadonlyMap<string, string>;

/**
 * @param isOurs whether the command under test may change a path
 * @param others what of a file's content is not the command's to change; all of it, if not said
 */
export async function fingerprint(
  directories: readonly string[],
  isOurs: (path: string) => boolean,
  others: (path: string, content: Buffer) => Buffer | string = (_, content) => content,
): Promise<Fingerprint> {
  const found = new Map<string, string>();
  for (const directory of directories) {
    for (const name of await readdir(directory, { recursive: true })) {
      const path = join(directory, name);
      if (isOurs(path)) continue;
      const stats = await lstat(path);
      if (stats.isDirectory()) continue;
      const content = stats.isSymbolicLink() ? await readlink(path) : others(path, await readFile(path));
      found.set(path, `${stats.mode} ${createHash('sha256').update(content).digest('hex')}`);
    }
  }
  return found;
}

/** The paths that differ. */
export function differences(before: Fingerprint, after: Fingerprint): string[] {
  const changed = [...before].filter(([path, hash]) => after.get(path) !== hash).map(([path]) => path);
  const added = [...after.keys()].filter((path) => !before.has(path));
  return [...changed.map((path) => `changed or gone: ${path}`), ...added.map((path) => `new: ${path}`)];
}
