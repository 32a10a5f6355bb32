import { join } from 'node:path';
import { isThere } from '../core/stats-at.ts';
import type { WorkItem } from './work-at-risk.ts';

/** Source: `git status` looks for the same files (git's `wt-status.c`). */
const OPERATIONS: Readonly<Record<string, string>> = {
  'rebase-merge': 'a rebase',
  'rebase-apply': 'a rebase, or applying patches',
  MERGE_HEAD: 'a merge',
  CHERRY_PICK_HEAD: 'a cherry-pick',
  REVERT_HEAD: 'a revert',
  BISECT_LOG: 'a bisection',
  // Between two of its commits there is none of the files above.
  sequencer: 'a cherry-pick or revert of several commits',
  MERGE_AUTOSTASH: 'a merge that put changes aside',
  NOTES_MERGE_REF: 'a merge of notes',
};

/** Operations that were begun in a worktree and not ended, by its git directory. */
export async function operationsInProgress(adminDirectory: string): Promise<WorkItem[]> {
  const found = await Promise.all(
    Object.entries(OPERATIONS).map(async ([name, what]): Promise<WorkItem[]> =>
      (await isThere(join(adminDirectory, name))) ? [{ kind: 'operation', what: `${what} in progress` }] : [],
    ),
  );
  return found.flat();
}
