import { realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CodedError } from '@ktrdr/errors';
import { textOf } from '../core/byte-path.ts';
import { isWithin } from '../core/is-within.ts';
import { isThere } from '../core/stats-at.ts';
import type { SourceDirectory } from './plan-source.ts';
import type { Tree } from './scan-tree.ts';
import { firstOf } from './shared-errors.ts';

export interface ScannedSource {
  readonly source: SourceDirectory;
  readonly tree: Pick<Tree, 'entries'>;
}

/**
 * Looks where the links of sources lead, as links are copied as they are.
 *
 * @param shared the shared directory
 * @returns the paths of those whose copies will lead nowhere, though they lead somewhere
 * @throws CodedError `SHARED_OVERLAP` for those that lead into what is replaced: with it would go what they stand for
 */
export async function judgeLinks(scanned: readonly ScannedSource[], shared: string): Promise<string[]> {
  const place = await realpath(shared);
  const replaced = scanned.map(({ source }) => join(place, source.name));
  const links = await Promise.all(
    scanned.flatMap(({ source, tree }) =>
      tree.entries.flatMap(({ kind, path, target }) =>
        kind === 'link' ? [lookAt({ source, path: textOf(path), target: textOf(target), place })] : [],
      ),
    ),
  );
  const into = links.filter(({ leads }) => leads !== undefined && replaced.some((one) => isWithin(leads, one)));
  if (into.length > 0) throw leadInto(into.map(({ from }) => from));
  return links.filter(({ isAstray }) => isAstray).map(({ from }) => from);
}

interface LookedAt {
  readonly from: string;
  /** Undefined where it leads nowhere. */
  readonly leads: string | undefined;
  /** Whether its copy will lead nowhere, though it does not. */
  readonly isAstray: boolean;
}

async function lookAt({
  source,
  path,
  target,
  place,
}: {
  readonly source: SourceDirectory;
  readonly path: string;
  readonly target: string;
  readonly place: string;
}): Promise<LookedAt> {
  const from = source.path + path;
  const leads = await realpath(from).catch(() => undefined);
  const isOut = !isWithin(resolve(dirname(from), target), source.path);
  // What is within the directory is copied with it.
  const copied = resolve(dirname(join(place, source.name) + path), target);
  return { from, leads, isAstray: leads !== undefined && isOut && !(await isThere(copied)) };
}

function leadInto(links: readonly string[]): CodedError {
  return new CodedError(`Cannot copy links that lead into the shared data to be replaced: ${firstOf(links)}`, {
    code: 'SHARED_OVERLAP',
    hint: 'Nothing was replaced: their targets would be deleted. Replace the links with their targets, or remove them, and run the command again.',
  });
}
