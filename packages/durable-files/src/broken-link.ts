import { lstat, readlink, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { hasCode } from '@ktrdr/errors';

/** A symbolic link that leads to nothing. */
export interface BrokenLink {
  readonly path: string;
  /** Where it leads: most likely a disk that is not mounted. */
  readonly target: string;
}

/**
 * The link that makes `path` missing: the nearest name on the way up that is there, if it is a link that leads nowhere. Undefined where
 * `path` is only not made yet, also below a link that works.
 *
 * @throws Node's errors where that cannot be found out
 */
export async function brokenLink(path: string): Promise<BrokenLink | undefined> {
  const found = await lstat(path).catch(unlessMissing);
  if (found === undefined) return dirname(path) === path ? undefined : await brokenLink(dirname(path));
  if (!found.isSymbolicLink() || (await leadsSomewhere(path))) return undefined;
  return { path, target: resolve(dirname(path), await readlink(path)) };
}

async function leadsSomewhere(link: string): Promise<boolean> {
  return (await stat(link).catch(unlessMissing)) !== undefined;
}

function unlessMissing(error: unknown): undefined {
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'ELOOP')) return undefined;
  throw error;
}
