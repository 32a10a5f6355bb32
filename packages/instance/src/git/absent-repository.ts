import { basename, dirname } from 'node:path';
import { isThere } from '../core/stats-at.ts';
import { gitDirectoryNamedBy } from './list-worktrees.ts';

/**
 * The git directory of the repository that a linked worktree's `.git` leads to, where that repository is not there: its clone was moved, or its
 * disk is not mounted. Undefined for everything else; also where the repository is there, and has forgotten the worktree.
 */
export async function absentRepository(worktree: string): Promise<string | undefined> {
  const named = await gitDirectoryNamedBy(worktree);
  if (named === undefined || basename(dirname(named)) !== 'worktrees') return undefined;
  const commonDirectory = dirname(dirname(named));
  return (await isThere(commonDirectory)) ? undefined : commonDirectory;
}
