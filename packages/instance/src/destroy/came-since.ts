import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { type BytePath, bytePath, bytesOf, textOf } from '../shared/byte-path.ts';
import type { WorkItem } from '../git/work-at-risk.ts';

export interface CameSinceOptions {
  /** When the directory was looked at, in milliseconds since 1970. */
  readonly since: number;
  /** Inodes of the directories that were in it then. */
  readonly directories: readonly string[];
}

/**
 * What has come into a directory since it was looked at: files that are newer, and directories that were not there, also those that
 * were moved in with all their old times. Follows no link.
 */
export async function cameSince(path: string, { since, directories }: CameSinceOptions): Promise<WorkItem[]> {
  const known = new Set(directories);
  const items: WorkItem[] = [];
  const root = bytePath(path);
  const pending: BytePath[] = [''];
  for (let relative = pending.pop(); relative !== undefined; relative = pending.pop()) {
    const names = await readdir(bytesOf(join(root, relative)), { encoding: 'latin1' }).catch((error: unknown) => {
      if (hasCode(error, 'ENOENT')) return [];
      if (hasCode(error, 'EACCES')) return undefined;
      throw error;
    });
    if (names === undefined) items.push({ kind: 'unreadable', what: `${textOf(relative)}/` });
    for (const name of names ?? []) {
      const inner = join(relative, name);
      const what = textOf(inner);
      const stats = await statsOf(join(root, inner));
      if (stats === undefined) continue;
      if (!stats.isDirectory()) {
        if (timeOf(stats) > since) items.push({ kind: 'untracked', what });
      } else if (known.has(String(stats.ino)) && Number(stats.birthtimeMs) <= since) pending.push(inner);
      else items.push({ kind: 'untracked', what: `${what}/` });
    }
  }
  return items;
}

async function statsOf(path: BytePath): Promise<BigIntStats | undefined> {
  return await lstat(bytesOf(path), { bigint: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
}

/** When a file came here as it is. Removing one of its names changes the last of these times, so that says nothing with several. */
function timeOf({ mtimeMs, birthtimeMs, ctimeMs, nlink }: BigIntStats): number {
  return Math.max(Number(mtimeMs), Number(birthtimeMs), nlink === 1n ? Number(ctimeMs) : 0);
}
