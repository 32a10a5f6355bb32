import { CodedError } from '@ktrdr/errors';
import { isWithin } from '../core/is-within.ts';
import { SHARED_DIRECTORIES, type SharedDirectory } from './shared-directories.ts';

export interface SourceFacts {
  /** The real path of what is copied, as far as it is there. */
  readonly from: string;
  /** The real path of the shared directory. */
  readonly shared: string;
  /** The real paths of the directories that the source has, and whether anything is in them. */
  readonly directories: readonly { readonly name: SharedDirectory; readonly path: string; readonly empty: boolean }[];
}

/** A directory to copy. */
export interface SourceDirectory {
  readonly name: SharedDirectory;
  readonly path: string;
}

/**
 * What of a source is copied: those of its directories that hold anything. An empty one replaces nothing.
 *
 * @throws CodedError `NO_SHARED_SOURCE`, `SHARED_OVERLAP`
 */
export function planSource({ from, shared, directories }: SourceFacts): SourceDirectory[] {
  const overlap = [from, ...directories.map(({ path }) => path)].find(
    (path) => isWithin(path, shared) || isWithin(shared, path),
  );
  if (overlap !== undefined) throw overlaps(overlap, shared);
  const found = directories.filter(({ empty }) => !empty).map(({ name, path }) => ({ name, path }));
  if (found.length > 0) return found;
  const emptyOnes = directories.length === 0 ? 'has none of these' : 'has nothing in these';
  throw new CodedError(`There is nothing to copy: ${from} ${emptyOnes}: ${SHARED_DIRECTORIES.join(', ')}`, {
    code: 'NO_SHARED_SOURCE',
    hint: 'Copy from a KTRDR checkout or another shared directory. For empty directories: ktrdr sandbox init-shared --minimal',
  });
}

/** @param path of what was to be copied; `shared`, what of the shared directory it is, perhaps through a mount */
export function overlaps(path: string, shared: string): CodedError {
  const how =
    isWithin(path, shared) && path !== shared
      ? 'is inside'
      : isWithin(shared, path) && path !== shared
        ? 'contains'
        : 'is';
  return new CodedError(`Cannot copy from ${path}: it ${how} the shared directory itself, ${shared}`, {
    code: 'SHARED_OVERLAP',
    hint: 'Nothing was changed. Copy from a directory elsewhere.',
  });
}
