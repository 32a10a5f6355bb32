import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bytePath, textOf } from '../core/byte-path.ts';
import { overlaps } from './plan-source.ts';
import { scanTree, type Tree } from './scan-tree.ts';
import { SHARED_DIRECTORIES } from './shared-directories.ts';
import type { Staging } from './staging.ts';

/** What is copied. */
export interface CopiedTree {
  readonly path: string;
  readonly tree: Pick<Tree, 'entries'>;
}

/**
 * Refuses to copy what is also in the shared directory, or holds it: through a bind mount a directory has several paths, and what is replaced at
 * one of them is gone at the others.
 *
 * @throws CodedError `SHARED_OVERLAP`
 */
export async function assertApart(
  sources: readonly CopiedTree[],
  { path: staging }: Pick<Staging, 'path'>,
): Promise<void> {
  const shared = dirname(staging);
  const trees = await Promise.all(
    [...SHARED_DIRECTORIES.map((name) => join(shared, name)), staging].map(async (path) => ({
      path,
      tree: await scanTree(bytePath(path)),
    })),
  );
  const own = new Map([[keyOf(await lstat(shared)), shared], ...trees.flatMap(directoriesOf)]);
  for (const [key, path] of sources.flatMap(directoriesOf)) {
    const same = own.get(key);
    if (same !== undefined) throw overlaps(path, same);
  }
}

function directoriesOf({ path, tree }: CopiedTree): [key: string, path: string][] {
  const directories = tree.entries.filter(({ kind }) => kind === 'directory');
  return directories.map((entry) => [keyOf(entry), path + textOf(entry.path)]);
}

function keyOf({ dev, ino }: { readonly dev: number; readonly ino: number }): string {
  return `${dev}:${ino}`;
}
