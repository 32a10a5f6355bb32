import { join } from 'node:path';
import type { Context } from '../context.ts';
import { runGit } from '../git/run-git.ts';
import { UNDISTURBED } from '../git/undisturbed.ts';
import type { CreateJournal } from '../journal/create-journal.ts';
import { isThere } from '../stats-at.ts';
import { findWorktree } from './find-worktree.ts';

/**
 * Whether git has made the whole worktree, though it failed. It removes what it cannot make, and runs the hook `post-checkout` last; the hook's
 * exit code becomes its own. Source: git's `builtin/worktree.c`, `add_worktree`
 */
export async function isWorktreeMade(context: Context, journal: CreateJournal): Promise<boolean> {
  const { path, branch } = journal;
  const made = await findWorktree(journal);
  if (made?.linked !== true) return false;
  const [head, commit, hasIndex, isBeingWritten] = await Promise.all([
    runGit(context, path, ['symbolic-ref', '--quiet', 'HEAD'], UNDISTURBED),
    runGit(context, path, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], UNDISTURBED),
    isThere(join(made.administration, 'index')),
    isThere(join(made.administration, 'index.lock')),
  ]);
  const isOnBranch = head.exitCode === 0 && head.stdout.trim() === `refs/heads/${branch.name}`;
  return isOnBranch && commit.exitCode === 0 && hasIndex && !isBeingWritten;
}
