import { constants, type Stats } from 'node:fs';
import { access, lstat, readdir, realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from '@ktrdr/errors';

const UNMARK = process.platform === 'darwin' ? 'sudo chflags nouchg' : 'sudo chattr -i';

/** A file or directory that this user may not use. */
export interface ForbiddenFacts {
  /** Its real path, where a link leads to it. */
  readonly path: string;
  /** That link, which is ours. */
  readonly link?: string | undefined;
  /** The number of the user who has it; undefined where that is this one, or nobody says. */
  readonly owner: number | undefined;
  /** The command that takes a mark off it which lets nobody write it, whatever its mode and its owner; undefined where it has none. */
  readonly unmark?: string | undefined;
  /** Whether its disk is mounted read-only. @default no */
  readonly isReadOnly?: boolean | undefined;
  /** Whether it is on the way to what was asked for, and lets this user no further. @default no */
  readonly isOnTheWay?: boolean | undefined;
}

/** How the file system is asked. */
export interface Files {
  readonly access: typeof access;
  readonly lstat: (path: string) => Promise<Stats>;
  readonly readdir: (path: string) => Promise<string[]>;
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
  let isSeen = false;
  let owner: number | undefined;
  let found: Pick<ForbiddenFacts, 'path' | 'link'> = { path };
  try {
    let stats = await files.lstat(path);
    isSeen = true;
    if (stats.isSymbolicLink()) {
      // Whoever has the link: what is used is what it leads to.
      found = { path: await realpath(path), link: path };
      stats = await files.lstat(found.path);
    }
    owner = ownerOf(stats);
    await files.access(found.path, mode | (stats.isDirectory() ? constants.X_OK : 0));
    return [];
  } catch (error) {
    if (isAbsent(error)) return [];
    const above = !isSeen && isForbidden(error) ? await closedAbove(path, files) : undefined;
    if (above !== undefined) return [above];
    // No chown mends it.
    if (hasCode(error, 'EROFS')) return [{ ...found, owner: undefined, isReadOnly: true }];
    if (isForbidden(error)) return [{ ...found, owner, unmark: hasCode(error, 'EPERM') ? UNMARK : undefined }];
    throw error;
  }
}

/** Why this user may not look into a directory; undefined where that is allowed, or where nothing is there. */
export async function forbiddenDirectory(path: string): Promise<ForbiddenFacts | undefined> {
  // What else is in its place, or keeps the disk from answering, is said by who uses it.
  const other = await stat(path).then(
    (stats) => !stats.isDirectory(),
    (error: unknown) => !isForbidden(error),
  );
  return other ? undefined : (await forbiddenAt(path, { mode: constants.R_OK | constants.X_OK }))[0];
}

/** The innermost directory above a path that can be seen: it is the one that lets nobody further. */
async function closedAbove(path: string, files: Files): Promise<ForbiddenFacts | undefined> {
  const above = dirname(path);
  if (above === path) return undefined;
  const stats = await files.lstat(above).catch(() => undefined);
  if (stats === undefined) return await closedAbove(above, files);
  return { path: above, owner: ownerOf(stats), isOnTheWay: true };
}

function ownerOf({ uid }: Stats): number | undefined {
  return uid === process.geteuid?.() ? undefined : uid;
}

/** Nothing is there, or links that lead to one another. */
export function isAbsent(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'ELOOP');
}

/** Who asks may not. */
export function isForbidden(error: unknown): boolean {
  return hasCode(error, 'EACCES') || hasCode(error, 'EPERM');
}
