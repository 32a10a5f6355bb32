import * as z from 'zod/mini';
import { directoryIdentity, isSameDirectory, writtenIdentity } from '../core/directory-identity.ts';
import { bytePath } from '../core/byte-path.ts';
import { bytesIn } from './plan-copy.ts';
import { scanTree } from './scan-tree.ts';

/** A copy that was whole when it was looked at. */
export const copiedDirectory = z.object({
  directory: writtenIdentity,
  /** How many files, links and directories are in it, and how many bytes. */
  entries: z.number(),
  bytes: z.number(),
});

export type CopiedDirectory = z.infer<typeof copiedDirectory>;

/** @returns undefined where no directory is */
export async function lookAtCopy(path: string): Promise<CopiedDirectory | undefined> {
  const directory = await directoryIdentity(path);
  if (directory === undefined) return undefined;
  const { entries } = await scanTree(bytePath(path));
  return { directory, entries: entries.length, bytes: bytesIn(entries) };
}

/** Whether a directory is a copy, wherever it was moved, and whatever has become of what is in it. */
export async function isCopy(path: string, copy: CopiedDirectory | undefined): Promise<boolean> {
  return copy !== undefined && isSameDirectory(copy.directory, await directoryIdentity(path));
}

/** Whether a copy is as whole as it was: somebody may have made room on a full disk. */
export async function isWholeCopy(path: string, copy: CopiedDirectory | undefined): Promise<boolean> {
  if (copy === undefined || !(await isCopy(path, copy))) return false;
  const now = await lookAtCopy(path);
  return now?.entries === copy.entries && now.bytes === copy.bytes;
}
