import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { quoteArgument } from '@ktrdr/errors';

interface OwnedByAnotherOptions {
  /** The outermost directory that is to be ours, in which the file is. @default the file itself: whose directories are is not known */
  readonly top?: string | undefined;
  /** The number of the user that we are. */
  readonly us?: number | undefined;
}

/**
 * What to do where `file` cannot be read or written because it, or a directory that it is in, belongs to another user, as after a
 * `sudo`; undefined where that is not so.
 */
export async function ownedByAnother(file: string, options: OwnedByAnotherOptions = {}): Promise<string | undefined> {
  const { top, us = process.geteuid?.() } = options;
  if (us === undefined || us === 0) return undefined;
  let outermost: { readonly path: string; readonly owner: number } | undefined;
  for (const path of waysUp(file, top)) {
    // A directory that nobody lets us look into says nothing; the one above it does.
    const owner = await lstat(path).then(
      ({ uid }) => uid,
      () => undefined,
    );
    // What is above a directory of ours is in nobody's way.
    if (owner === us && path !== file) break;
    if (owner !== undefined && owner !== us) outermost = { path, owner };
  }
  if (outermost === undefined) return undefined;
  const { path, owner } = outermost;
  return `${path} belongs to ${nameOfOwner(owner)}. Make it yours: ${takeOver(path)}`;
}

/** Who an owner is, for people. */
export function nameOfOwner(uid: number): string {
  return uid === 0 ? 'root, as after a sudo' : `the user with id ${uid}`;
}

/** The command that makes everything at a path the user's own. */
export function takeOver(path: string): string {
  return `sudo chown -R "$(id -un)" ${quoteArgument(path)}`;
}

/** The file, and the directories that it is in up to this one; the file alone where it is not in it. */
function waysUp(file: string, top = file): string[] {
  const paths = [file];
  for (let path = file; path !== top;) {
    if (path === dirname(path)) return [file];
    path = dirname(path);
    paths.push(path);
  }
  return paths;
}
