import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { quoteArgument } from '@ktrdr/errors';

/** The file, its directory and the one above it are ours to own; what is above them need not be. */
const LEVELS = 3;

/**
 * What to do where `file` cannot be read or written because it, or a directory that it is in, belongs to another user, as after a
 * `sudo`; undefined where that is not so.
 *
 * @param us the number of the user that we are
 */
export async function ownedByAnother(file: string, us = process.geteuid?.()): Promise<string | undefined> {
  if (us === undefined || us === 0) return undefined;
  let outermost: { readonly path: string; readonly owner: number } | undefined;
  let path = file;
  for (let level = 0; level < LEVELS; level += 1) {
    // A directory that nobody lets us look into says nothing; the one above it does.
    const owner = await lstat(path).then(
      ({ uid }) => uid,
      () => undefined,
    );
    if (owner !== undefined && owner !== us) outermost = { path, owner };
    path = dirname(path);
  }
  if (outermost === undefined) return undefined;
  const whose = outermost.owner === 0 ? 'root, as after a sudo' : `the user with id ${outermost.owner}`;
  return `${outermost.path} belongs to ${whose}. Make it yours: sudo chown -R "$(id -un)" ${quoteArgument(outermost.path)}`;
}
