import { join } from 'node:path';
import { type GitOptions, gitFailed, runGit } from '../git/run-git.ts';
import { UNDISTURBED } from '../git/undisturbed.ts';
import type { CreateJournal } from '../journals/create-journal.ts';
import { isThere } from '../core/stats-at.ts';
import { findWorktree } from './find-worktree.ts';

/**
 * Whether git has made the whole worktree, though it failed. It removes what it cannot make, and runs the hook `post-checkout` last; the hook's
 * exit code becomes its own. Source: git's `builtin/worktree.c`, `add_worktree`
 *
 * @throws CodedError `GIT_FAILED`: what git does not answer is neither
 */
export async function isWorktreeMade(git: GitOptions, journal: CreateJournal): Promise<boolean> {
  const { path, branch } = journal;
  const made = await findWorktree(journal);
  if (made?.linked !== true) return false;
  const [head, commit, hasIndex, isBeingWritten] = await Promise.all([
    answerOf(git, path, ['symbolic-ref', '--quiet', 'HEAD']),
    answerOf(git, path, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']),
    isThere(join(made.administration, 'index')),
    isThere(join(made.administration, 'index.lock')),
  ]);
  return head === `refs/heads/${branch.name}` && commit !== undefined && hasIndex && !isBeingWritten;
}

/** What git says of a worktree's HEAD; undefined where there is no such thing, or no worktree that git can read. A git that was killed has said neither. */
async function answerOf(git: GitOptions, path: string, args: readonly string[]): Promise<string | undefined> {
  const asked = await runGit(git, path, args, UNDISTURBED);
  if (asked.exitCode === undefined) throw gitFailed(`tell whether the worktree at ${path} is whole`, asked);
  return asked.exitCode === 0 ? asked.stdout.trim() : undefined;
}
