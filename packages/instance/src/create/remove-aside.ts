import { lstatSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import type { WorkItem } from '../git/work-at-risk.ts';
import { cameSince } from '../entries/came-since.ts';
import { isSeen, type SeenEntries } from '../entries/entry-key.ts';
import { removeSeen } from '../entries/remove-seen.ts';
import { isThere } from '../core/stats-at.ts';

/**
 * Removes a worktree's directory that was moved aside, as it was when it was looked at. Whoever stands in it may go on writing there, also while
 * it is removed, and what they write stays.
 *
 * @returns what has come since; the directory is still there then, with or without the rest of what was in it
 * @throws CodedError `WORKTREE_NOT_REMOVED`
 */
export async function removeAside(aside: string, seen: SeenEntries): Promise<WorkItem[]> {
  const came = await cameSince(aside, seen);
  if (came.length > 0) return came;
  try {
    // Before all else: from now on git commits nothing there, and whoever finds what is left knows that it was being removed.
    removeFile(join(aside, '.git'), seen);
    await removeSeen(aside, seen);
    if (!(await isThere(aside))) return [];
    const late = await cameSince(aside, seen);
    if (late.length > 0) return late;
    // What came has gone again.
    await removeSeen(aside, seen);
  } catch (cause) {
    throw notRemoved(aside, messageOf(cause), cause);
  }
  if (await isThere(aside)) throw notRemoved(aside, 'it is not empty');
  return [];
}

function removeFile(path: string, seen: SeenEntries): void {
  try {
    const stats = lstatSync(path, { bigint: true });
    if (!stats.isDirectory() && isSeen(stats, seen)) unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** The error for what stays though it was to go: `WORKTREE_NOT_REMOVED`. */
export function notRemoved(directory: string, why: string, cause?: unknown): CodedError {
  return new CodedError(`Cannot remove ${directory}: ${why}`, {
    code: 'WORKTREE_NOT_REMOVED',
    hint: 'Find out what prevents it (permissions, a mount, a program that writes there), and run the command again.',
    cause,
  });
}
