import type { BytePath } from '../core/byte-path.ts';
import type { TreeEntry } from './scan-tree.ts';

export interface CopyPlan {
  /** Every directory, parents first. */
  readonly directories: readonly TreeEntry[];
  /** Files and links that are not there yet. */
  readonly copy: readonly TreeEntry[];
  /** What is in the way in the staging directory: of the topmost, whose contents go with it. */
  readonly remove: readonly BytePath[];
  /** Files and links that an earlier run has copied. */
  readonly done: { readonly files: number; readonly bytes: number };
}

/** Times are kept to microseconds, which is what Node can set. */
const SAME_TIME_MS = 1;

/**
 * What is left to copy. A file gets its time last, when all of it is there: same size and same time mean a whole copy, and
 * half of one never looks like it.
 *
 * @param changed what was written to while it was copied: it is copied again, whatever its copy looks like
 */
export function planCopy(
  source: readonly TreeEntry[],
  staged: readonly TreeEntry[],
  changed: ReadonlySet<BytePath> = new Set(),
): CopyPlan {
  const wanted = new Map(source.map((entry) => [entry.path, entry]));
  const complete = new Set<BytePath>();
  const removed = new Set<BytePath>();
  const remove: BytePath[] = [];
  for (const entry of staged) {
    const original = wanted.get(entry.path);
    if (removed.has(parentOf(entry.path))) removed.add(entry.path);
    else if (original !== undefined && isCopyOf(entry, original) && !changed.has(entry.path)) complete.add(entry.path);
    else {
      removed.add(entry.path);
      remove.push(entry.path);
    }
  }
  const leaves = source.filter(({ kind }) => kind !== 'directory');
  const done = leaves.filter(({ path }) => complete.has(path));
  return {
    directories: source.filter(({ kind }) => kind === 'directory'),
    copy: leaves.filter(({ path }) => !complete.has(path)),
    remove,
    done: { files: done.length, bytes: bytesIn(done) },
  };
}

/** The bytes of all the files together. */
export function bytesIn(entries: readonly TreeEntry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0);
}

function isCopyOf(entry: TreeEntry, original: TreeEntry): boolean {
  if (entry.kind !== original.kind) return false;
  if (entry.kind === 'directory') return true;
  if (entry.kind === 'link') return entry.target === original.target;
  return entry.size === original.size && Math.abs(entry.mtimeMs - original.mtimeMs) < SAME_TIME_MS;
}

function parentOf(path: BytePath): BytePath {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Files and links that are not what they were when a tree was scanned before, that came since, or that went. */
export function changedBetween(before: readonly TreeEntry[], after: readonly TreeEntry[]): Set<BytePath> {
  const then = new Map(before.map((entry) => [entry.path, entry]));
  const now = new Map(after.map((entry) => [entry.path, entry]));
  const paths = [...new Set([...then.keys(), ...now.keys()])];
  return new Set(paths.filter((path) => !isUnchanged(then.get(path), now.get(path))));
}

function isUnchanged(one: TreeEntry | undefined, other: TreeEntry | undefined): boolean {
  if (one === undefined || other === undefined || one.kind !== other.kind) return false;
  if (one.kind === 'directory') return true;
  return (
    one.ino === other.ino && one.size === other.size && one.mtimeMs === other.mtimeMs && one.ctimeMs === other.ctimeMs
  );
}
