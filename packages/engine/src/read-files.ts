import { posix } from 'node:path';
import { readTar } from './read-tar.ts';

/** What is at a path in a container, and below. */
export interface FilesRead {
  /** The contents of the regular files, also of those that links lead to. */
  readonly files: readonly Buffer[];
  /** Paths of which that is not all: links that lead nowhere, and what was too much to be read. */
  readonly unread: readonly string[];
}

/** Links that lead to each other end somewhere. */
const MOST_LINKS = 40;

/**
 * Reads the files at a path, and follows symbolic links: the Engine hands out the links themselves.
 *
 * @param archiveOf the archive of what is at a path, perhaps only its beginning; undefined where there is nothing
 * @returns undefined where there is nothing at the path
 */
export async function readFiles(
  path: string,
  archiveOf: (path: string) => Promise<Buffer | undefined>,
): Promise<FilesRead | undefined> {
  const files: Buffer[] = [];
  const unread: string[] = [];
  const asked = new Set<string>();
  const underWay = new Set<string>();
  let isThere = true;
  const read = async (at: string, from: string): Promise<void> => {
    if (underWay.has(at)) unread.push(from);
    if (asked.has(at)) return;
    asked.add(at);
    underWay.add(at);
    const archive = asked.size > MOST_LINKS ? undefined : await archiveOf(at);
    if (archive === undefined) {
      if (at === path) isThere = false;
      else unread.push(from);
      return;
    }
    const contents = readTar(archive);
    files.push(...contents.files);
    if (contents.isCut) unread.push(from);
    for (const { name, target } of contents.links) {
      const link = posix.join(posix.dirname(at), name);
      await read(posix.resolve(posix.dirname(link), target), link);
    }
    underWay.delete(at);
  };
  await read(path, path);
  return isThere ? { files, unread } : undefined;
}
