import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { hasCode, isSystemError } from '@ktrdr/errors';

/**
 * What is at a path that a container mounts, which is what a container would have that is started now: `missing` where nothing is, `unseen` where that cannot be
 * looked at.
 */
export async function mountedFile(path: string): Promise<BigIntStats | 'missing' | 'unseen'> {
  return await stat(path, { bigint: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return 'missing';
    if (isSystemError(error)) return 'unseen';
    throw error;
  });
}

/**
 * What tells a file from another that takes its place. A file system gives a deleted file's inode to the next one, so that its time of
 * birth belongs to it (0 where a file system does not keep it); the device's number is left out, because it is another one after a
 * restart of the machine.
 */
export function identityOf({ ino, birthtimeNs }: Pick<BigIntStats, 'ino' | 'birthtimeNs'>): string {
  return `${ino}:${birthtimeNs}`;
}

/** Whether what was noted of a mount is that: where nothing was seen, or Compose wrote a text, it is not. */
export function isIdentity(noted = ''): boolean {
  return /^\d+:\d+$/.test(noted);
}
