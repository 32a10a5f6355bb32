import { constants, type Stats } from 'node:fs';
import { access, lstat, readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Home } from '../core/home.ts';
import type { ForbiddenFacts } from './facts.ts';

const UNMARK = process.platform === 'darwin' ? 'sudo chflags nouchg' : 'sudo chattr -i';

/** How the file system is asked. */
export interface Files {
  readonly access: typeof access;
  readonly lstat: (path: string) => Promise<Stats>;
  readonly readdir: (path: string) => Promise<string[]>;
}

/**
 * What we keep in our home and may not use ourselves, because another user has made it: the home, the shared directory, and everything under
 * `sandbox`; of a directory that is forbidden itself, that alone. Containers write into shared directories as other users: what is in those
 * is none of this.
 */
export async function gatherForbidden(
  { root, registry, shared }: Home,
  files: Files = { access, lstat, readdir },
): Promise<ForbiddenFacts[]> {
  const home = await forbiddenAt(root, { files });
  if (home.length > 0) return home;
  const [sandbox, sharedItself] = await Promise.all([
    forbiddenIn(dirname(registry), files),
    forbiddenAt(shared, { files }),
  ]);
  return [...sandbox, ...sharedItself];
}

async function forbiddenIn(path: string, files: Files): Promise<ForbiddenFacts[]> {
  const itself = await forbiddenAt(path, { files });
  if (itself.length > 0) return itself;
  const names = await files.readdir(path).catch((error: unknown) => {
    if (isAbsent(error)) return [];
    if (isForbidden(error)) return undefined;
    throw error;
  });
  if (names === undefined) return [{ path, owner: undefined }];
  const found = await Promise.all(
    names.toSorted((one, other) => (one < other ? -1 : 1)).map((name) => forbiddenIn(join(path, name), files)),
  );
  return found.flat();
}

interface ForbiddenOptions {
  readonly files?: Files;
  /** What the user must be allowed. @default to read and write it */
  readonly mode?: number;
}

/**
 * What is at a path and this user may not use.
 *
 * The kernel is asked: beside the mode, lists of access and marks decide. Of a mark it says EPERM, of all else EACCES (Linux 6.1: `chattr +i`;
 * access(2) of macOS: `chflags uchg`).
 */
export async function forbiddenAt(
  path: string,
  { files = { access, lstat, readdir }, mode = constants.R_OK | constants.W_OK }: ForbiddenOptions = {},
): Promise<ForbiddenFacts[]> {
  let owner: number | undefined;
  let found: Pick<ForbiddenFacts, 'path' | 'link'> = { path };
  try {
    let stats = await files.lstat(path);
    if (stats.isSymbolicLink()) {
      // Whoever has the link: what is used is what it leads to.
      found = { path: await realpath(path), link: path };
      stats = await files.lstat(found.path);
    }
    owner = stats.uid === process.geteuid?.() ? undefined : stats.uid;
    await files.access(found.path, mode | (stats.isDirectory() ? constants.X_OK : 0));
    return [];
  } catch (error) {
    if (isAbsent(error)) return [];
    // No chown mends it.
    if (hasCode(error, 'EROFS')) return [{ ...found, owner: undefined, isReadOnly: true }];
    if (isForbidden(error)) return [{ ...found, owner, unmark: hasCode(error, 'EPERM') ? UNMARK : undefined }];
    throw error;
  }
}

/** Nothing is there, or links that lead to one another. */
function isAbsent(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'ELOOP');
}

function isForbidden(error: unknown): boolean {
  return hasCode(error, 'EACCES') || hasCode(error, 'EPERM');
}
