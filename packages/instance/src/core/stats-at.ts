import type { BigIntStats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';

/**
 * What is at a path, be it a link that leads nowhere; undefined where nothing is. Numbers are exact.
 *
 * @throws Node's errors where that cannot be found out
 */
export async function statsAt(path: string): Promise<BigIntStats | undefined> {
  return await lstat(path, { bigint: true }).catch((error: unknown) => {
    if (isNowhere(error)) return undefined;
    throw error;
  });
}

/**
 * Whether a directory that was registered is gone: nothing is at its path, or a link that leads nowhere. One that cannot be looked at is there:
 * to call it gone invites people to remove what is left of it.
 */
export async function isMissing(path: string): Promise<boolean> {
  return await stat(path).then(() => false, isNowhere);
}

/** A name, or one above it, that is not there, or a link that leads to itself. */
function isNowhere(error: unknown): boolean {
  return hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'ELOOP');
}

/** Whether anything is at a path; throws where that cannot be found out. */
export async function isThere(path: string): Promise<boolean> {
  return (await statsAt(path)) !== undefined;
}
