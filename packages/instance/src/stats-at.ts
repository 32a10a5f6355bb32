import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';

/**
 * What is at a path, be it a link that leads nowhere; undefined where nothing is. Numbers are exact.
 *
 * @throws Node's errors where that cannot be found out
 */
export async function statsAt(path: string): Promise<BigIntStats | undefined> {
  return await lstat(path, { bigint: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  });
}

/** Whether anything is at a path; throws where that cannot be found out. */
export async function isThere(path: string): Promise<boolean> {
  return (await statsAt(path)) !== undefined;
}
