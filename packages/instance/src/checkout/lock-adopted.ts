import { messageOf } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { gitFacts } from '../git/git-facts.ts';
import { listWorktrees } from '../git/list-worktrees.ts';
import { askGit } from '../git/run-git.ts';
import { adoptedLockReason } from '../git/sandbox-lock-reason.ts';
import type { Instance } from '../core/instance.ts';

/**
 * Locks a linked worktree that becomes a sandbox, so that `git worktree remove` does not take the directory of a stack that runs. One that
 * somebody has locked keeps their lock and their reason.
 *
 * @returns takes that lock off again, of that very worktree, wherever its directory is by then
 * @throws CodedError `GIT_FAILED`
 */
export async function lockAdopted(context: Context, instance: Instance): Promise<() => Promise<void>> {
  const { id, path } = instance;
  const { git, listed } = (await worktreeOf(context, instance)) ?? {};
  if (git === undefined || listed === undefined || listed.lockReason !== undefined) return async () => {};
  await git(`lock the worktree ${path}`, 'lock', '--reason', adoptedLockReason(id), path);
  return async () => void (await git(`unlock the worktree ${path}`, 'unlock', path));
}

/**
 * Locks it again where its lock has gone: somebody took it off, or it was registered by a version that set none. What cannot be locked is
 * warned of, and starts all the same.
 */
export async function lockAgain(context: Context, instance: Instance): Promise<void> {
  try {
    await lockAdopted(context, instance);
  } catch (error) {
    const text = `The worktree ${instance.path} could not be locked, so git worktree remove could remove it while it is in use: ${messageOf(error)}`;
    context.report({ type: 'warning', text });
  }
}

/** The linked worktree of an instance as its repository knows it, and that repository's `git worktree`; undefined for a clone. */
async function worktreeOf(context: Context, { path, record }: Instance) {
  if (!record.isWorktree) return undefined;
  const facts = await gitFacts(path, context);
  if (facts.kind === 'none') return undefined;
  const { commonDirectory } = facts;
  const git = async (doing: string, ...args: readonly string[]): Promise<string> =>
    await askGit(context, '/', { doing, args: [`--git-dir=${commonDirectory}`, 'worktree', ...args] });
  return { git, listed: (await listWorktrees(commonDirectory, context)).find((worktree) => worktree.path === path) };
}
