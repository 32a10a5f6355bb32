import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import { isWithin } from '../core/is-within.ts';
import { isGitDirectory } from './is-git-directory.ts';

/** A git directory whose repository has objects of its commits elsewhere. */
export interface Borrower {
  readonly gitDirectory: string;
  /** The object directory that it borrows from. */
  readonly from: string;
}

/**
 * Finds what of a repository, of its submodules and of those of its other worktrees borrows objects from directories that are to go, as
 * `git submodule update --reference` makes it: without them their commits are broken. Repositories elsewhere are not known to anybody.
 * Source: gitrepository-layout(5), `objects/info/alternates`
 *
 * @throws CodedError `NOT_EMPTY` where that cannot be told
 */
export async function borrowersOf(commonDirectory: string, going: readonly string[]): Promise<Borrower[]> {
  const goes = (path: string): boolean => going.some((directory) => isWithin(path, directory));
  const worktrees = (await namesIn(join(commonDirectory, 'worktrees'))).map((name) =>
    join(commonDirectory, 'worktrees', name, 'modules'),
  );
  const modules = await Promise.all([join(commonDirectory, 'modules'), ...worktrees].map(gitDirectoriesIn));
  const all = [commonDirectory, ...modules.flat()].filter((directory) => !goes(directory));
  const found = await Promise.all(
    all.map(async (gitDirectory) => {
      const objects = join(gitDirectory, 'objects');
      const lines = (await textOf(join(objects, 'info', 'alternates'))).split('\n');
      const places = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => resolve(objects, line));
      return places.filter(goes).map((from) => ({ gitDirectory, from }));
    }),
  );
  return found.flat();
}

/** The git directories of submodules, whose names may have slashes, and of theirs. */
async function gitDirectoriesIn(directory: string): Promise<string[]> {
  const names = await namesIn(directory);
  // A submodule may be called `objects`.
  if (isGitDirectory(names)) return [directory, ...(await gitDirectoriesIn(join(directory, 'modules')))];
  return (await Promise.all(names.map(async (name) => await gitDirectoriesIn(join(directory, name))))).flat();
}

async function namesIn(directory: string): Promise<string[]> {
  return await readdir(directory).catch((error: unknown) => {
    if (isNothing(error)) return [];
    throw unknown(directory, error);
  });
}

async function textOf(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    if (isNothing(error)) return '';
    throw unknown(file, error);
  });
}

function isNothing(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR');
}

function unknown(path: string, cause: unknown): CodedError {
  return new CodedError(
    `Cannot determine whether a repository borrows objects from the directory to remove: ${messageOf(cause)}`,
    {
      code: 'NOT_EMPTY',
      hint: `Nothing was removed from the directory. Make ${path} readable, then run the command again; or keep the directory, with --keep-worktree.`,
      cause,
    },
  );
}
