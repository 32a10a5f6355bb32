import { directoryIdentity, isSameDirectory } from '../core/directory-identity.ts';
import type { WorktreeEntry } from './plan-place.ts';

/** Whether git's directory of a worktree is there, and is the one that was looked at. */
export async function isItself({
  adminDirectory,
  administration,
}: Pick<WorktreeEntry, 'adminDirectory' | 'administration'>): Promise<boolean> {
  const found = await directoryIdentity(adminDirectory);
  return found !== undefined && (administration === undefined || isSameDirectory(administration, found));
}
