import type { Context } from '../context.ts';
import { askGit } from '../git/run-git.ts';
import { sandboxLockReason } from '../git/sandbox-lock-reason.ts';
import { withRepositoryLock } from '../git/with-repository-lock.ts';
import type { CreateJournal } from '../journal/create-journal.ts';
import { branchMark } from './branch-mark.ts';

/**
 * Makes the branch, if it is a new one, and the locked worktree that the journal announces.
 *
 * @param upstream the remote branch that a new branch follows: `origin/main`
 * @throws CodedError `GIT_FAILED`, `REPOSITORY_BUSY`
 */
export async function makeWorktree(
  context: Context,
  journal: CreateJournal,
  upstream: string | undefined,
): Promise<void> {
  const { id, path, branch, commonDirectory } = journal;
  await withRepositoryLock(context, commonDirectory, async (descriptor) => {
    const git = async (doing: string, ...args: string[]): Promise<string> =>
      await askGit(context, '/', {
        doing,
        args: ['--git-dir', commonDirectory, ...args],
        options: { descriptors: [descriptor] },
      });
    if (branch.created) {
      const make = ['update-ref', '--create-reflog', '-m', branchMark(journal)];
      // The empty old value: there must be no such branch. What this makes, it makes alone.
      await git(`make branch ${branch.name}`, ...make, `refs/heads/${branch.name}`, branch.commit, '');
      if (upstream !== undefined) {
        await git(`let ${branch.name} follow ${upstream}`, 'branch', '--set-upstream-to', upstream, branch.name);
      }
    }
    const add = ['worktree', 'add', '--lock', '--reason', sandboxLockReason(id)];
    await git(`make the worktree ${path}`, ...add, '--', path, branch.name);
  });
}
