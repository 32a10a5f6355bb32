import { lstat, realpath, stat } from 'node:fs/promises';
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
  const others: Owned[] = [];
  for (const path of waysUp(file, top)) {
    // A directory that nobody lets us look into says nothing; the one above it does.
    const found = await ownerOf(path).catch(() => undefined);
    // What is above a directory of ours is in nobody's way.
    if (found?.owner === us && path !== file) break;
    if (found !== undefined && found.owner !== us) others.unshift(found);
  }
  const [outermost] = others;
  if (outermost === undefined) return undefined;
  const person = others.find(({ owner }) => owner !== 0);
  const { path, real, owner } = person ?? outermost;
  const whose = path === real ? path : `${path} is a link to ${real}, which`;
  const first = `${whose} belongs to ${nameOfOwner(owner)}.`;
  if (person !== undefined) return `${first} ${THEIRS}`;
  const takeAll = takeOver(...others.map((one) => one.real));
  return `${first} ${path === real ? 'Make it yours' : 'If it should be yours'}: ${takeAll}`;
}

/** What to do where something belongs to another user than root, who may need it. */
export const THEIRS = 'Only they can hand it over. A home is for one user: give each user a separate one (KTRDR_HOME).';

interface Owned {
  readonly path: string;
  /** What a link leads to; otherwise the path. */
  readonly real: string;
  readonly owner: number;
}

async function ownerOf(path: string): Promise<Owned> {
  const itself = await lstat(path);
  if (!itself.isSymbolicLink()) return { path, real: path, owner: itself.uid };
  const real = await realpath(path);
  return { path, real, owner: (await stat(real)).uid };
}

/** Who an owner is, for people. */
export function nameOfOwner(uid: number): string {
  return uid === 0 ? 'root, as after a sudo' : `the user with id ${uid}`;
}

/**
 * The command that makes files and directories the user's own, and not what is in them: that may be of others, as what containers write.
 *
 * @param paths no links, whose own owner it would change (chown(1), `-h`), or all of what they lead to where they are given with `-R`
 */
export function takeOver(...paths: readonly string[]): string {
  return `sudo chown "$(id -un)" ${paths.map(quoteArgument).join(' ')}`;
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
