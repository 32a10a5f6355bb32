import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';

/** What was in a directory when somebody looked: a key of each file and of each directory. It can be written down. */
export type SeenEntries = ReadonlySet<string>;

/**
 * What tells an entry as it is from any other, and from the same one once it is changed. No time is compared with a clock, which may be set
 * back: what is not what it was has come since.
 */
export function entryKey(stats: BigIntStats): string {
  const { ino, size, mtimeNs, ctimeNs, nlink } = stats;
  // Making or removing another name of a file changes its last time, also where that name is elsewhere: in the store of a package manager.
  return stats.isDirectory() || nlink > 1n ? lastingKey(stats) : digest('file', ino, size, mtimeNs, ctimeNs);
}

/**
 * The same, and it outlasts a change of owner, mode or attributes, which is what mends a permission: of a file's times it leaves out the last one,
 * which changes with them. For what a later command compares. Whoever writes into a file in place, byte for byte as many, and then sets its time
 * back, is not seen by it.
 */
export function lastingKey(stats: BigIntStats): string {
  const { ino, size, mtimeNs, birthtimeNs } = stats;
  // What comes into a directory and goes from it changes its times, not which directory it is. A deleted one's inode is soon another's.
  return stats.isDirectory()
    ? digest('directory', ino, birthtimeNs)
    : digest('lasting', ino, size, mtimeNs, birthtimeNs);
}

/** Whether an entry was there already, as it is now. */
export function isSeen(stats: BigIntStats, seen: SeenEntries): boolean {
  return seen.has(entryKey(stats)) || seen.has(lastingKey(stats));
}

/** Short, because there may be hundreds of thousands: of a million, two have the same one by a chance of 1 in 30000. */
function digest(...parts: readonly (string | bigint)[]): string {
  return createHash('sha256').update(parts.join(' ')).digest('base64url').slice(0, 9);
}
