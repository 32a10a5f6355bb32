import type { Stats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Home } from '../home.ts';
import type { ForbiddenFacts } from './facts.ts';

/** Who we are, as the kernel sees it. */
interface User {
  readonly uid: number;
  readonly groups: readonly number[];
}

function ourselves(): User | undefined {
  const uid = process.geteuid?.();
  return uid === undefined ? undefined : { uid, groups: process.getgroups?.() ?? [] };
}

/**
 * What we keep in our home and may not use ourselves, because another user has made it: the home, the shared directory, and everything under
 * `sandbox`; of a directory that is forbidden itself, that alone. Containers write into shared directories as other users: what is in those
 * is none of this.
 */
export async function gatherForbidden({ root, registry, shared }: Home, user = ourselves()): Promise<ForbiddenFacts[]> {
  if (user === undefined || user.uid === 0) return [];
  const home = await forbiddenAt(root, user);
  if (home.length > 0) return home;
  const [sandbox, sharedItself] = await Promise.all([forbiddenIn(dirname(registry), user), forbiddenAt(shared, user)]);
  return [...sandbox, ...sharedItself];
}

async function forbiddenIn(path: string, user: User): Promise<ForbiddenFacts[]> {
  const itself = await forbiddenAt(path, user);
  if (itself.length > 0) return itself;
  const names = await readdir(path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    if (hasCode(error, 'EACCES')) return undefined;
    throw error;
  });
  if (names === undefined) return [{ path, owner: undefined }];
  const found = await Promise.all(
    names.toSorted((one, other) => (one < other ? -1 : 1)).map((name) => forbiddenIn(join(path, name), user)),
  );
  return found.flat();
}

async function forbiddenAt(path: string, user: User): Promise<ForbiddenFacts[]> {
  try {
    const stats = await lstat(path);
    return mayUse(stats, user) ? [] : [{ path, owner: stats.uid === user.uid ? undefined : stats.uid }];
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    if (hasCode(error, 'EACCES')) return [{ path, owner: undefined }];
    throw error;
  }
}

/** Whether it may be read and written, and a directory entered (inode(7)). A link's own permissions say nothing. */
function mayUse(stats: Stats, { uid, groups }: User): boolean {
  if (stats.isSymbolicLink()) return true;
  const wanted = stats.isDirectory() ? 0o7 : 0o6;
  const shift = stats.uid === uid ? 6 : groups.includes(stats.gid) ? 3 : 0;
  return ((stats.mode >> shift) & wanted) === wanted;
}
