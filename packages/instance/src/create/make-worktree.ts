import type { RunResult } from '@ktrdr/process';
import { CodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { gitFailed, runGit } from '../git/run-git.ts';
import { creatingLockReason } from '../git/sandbox-lock-reason.ts';
import { withRepositoryLock } from '../git/with-repository-lock.ts';
import type { CreateJournal } from '../journals/create-journal.ts';
import { branchMark } from './branch-mark.ts';
import { claimDirectory } from './claim-directory.ts';
import { isWorktreeMade } from './is-worktree-made.ts';
import type { BranchPlan } from './plan-branch.ts';

export interface MakeWorktreeOptions {
  /** The worktree in which the command was given: a relative `core.hooksPath` is meant from there. */
  readonly directory: string;
  /** The remote branch that a new branch follows. */
  readonly upstream: BranchPlan['upstream'];
  /** Aborting it ends the wait for others that work on the repository. */
  readonly signal: AbortSignal;
  /** Called before anything is made. */
  readonly onBegin: () => void;
}

/** A hook of the repository that failed when git had made the worktree. */
export interface FailedHook {
  readonly name: string;
  readonly exitCode: number;
  /** What it said, at most its last lines. */
  readonly output: string;
}

const SHOWN_LINES = 10;

/**
 * Makes the branch, if it is a new one, and the locked worktree that the journal announces.
 *
 * @returns the hook that failed when all was made: git passes its exit code on, though nothing is missing
 * @throws CodedError `GIT_FAILED`, `REPOSITORY_BUSY`; the reason of `signal`
 */
export async function makeWorktree(
  context: Context,
  journal: CreateJournal,
  { directory, upstream, signal, onBegin }: MakeWorktreeOptions,
): Promise<FailedHook | undefined> {
  const { path, branch, commonDirectory } = journal;
  const make = async (descriptor: number): Promise<FailedHook | undefined> => {
    onBegin();
    const git = async (...args: readonly string[]): Promise<RunResult> =>
      // In the terminal's process group: a hook may use the terminal, and Ctrl-C ends it at once.
      await runGit(context, directory, args, { descriptors: [descriptor], ownSession: false });
    const ask = async (doing: string, ...args: readonly string[]): Promise<void> => {
      const result = await git(...args);
      if (result.exitCode !== 0) throw failed(doing, result);
    };
    if (branch.created) {
      const update = ['update-ref', '--create-reflog', '-m', branchMark(journal)];
      // The empty old value: there must be no such branch. What this makes, it makes alone.
      await ask(`make branch ${branch.name}`, ...update, `refs/heads/${branch.name}`, branch.commit, '');
      if (upstream !== undefined) await follow(branch.name, upstream, { git, ask });
    }
    await claimDirectory(context, journal);
    // Its progress would be mixed with what a hook says.
    const add = ['worktree', 'add', '--quiet', '--lock', '--reason', creatingLockReason(journal)];
    const added = await git(...add, '--', path, branch.name);
    if (added.exitCode === 0) return undefined;
    if (added.exitCode === undefined || !(await isWorktreeMade(context, journal)))
      throw failed(`make the worktree ${path}`, added);
    return { name: 'post-checkout', exitCode: added.exitCode, output: lastLines(added.stderr) };
  };
  return await withRepositoryLock(context, commonDirectory, make, { signal });
}

/** Lets a branch follow one of a remote, as git itself does it where the remote's branches are kept here. */
async function follow(
  name: string,
  { remote, branch }: NonNullable<BranchPlan['upstream']>,
  {
    git,
    ask,
  }: {
    git: (...args: readonly string[]) => Promise<RunResult>;
    ask: (doing: string, ...args: readonly string[]) => Promise<void>;
  },
): Promise<void> {
  const set = await git('branch', '--quiet', `--set-upstream-to=${remote}/${branch}`, name);
  if (set.exitCode === 0) return;
  // A clone of a single branch keeps no other one of the remote, and git does not let a branch follow what it does not keep.
  const doing = `let ${name} follow ${remote}/${branch}`;
  await ask(doing, 'config', '--local', `branch.${name}.remote`, remote);
  await ask(doing, 'config', '--local', `branch.${name}.merge`, `refs/heads/${branch}`);
}

function failed(doing: string, result: RunResult): CodedError {
  if (!/aborted by hook/.test(result.stderr)) return gitFailed(doing, result);
  return new CodedError(`git could not ${doing}: the repository's hook reference-transaction refuses it`, {
    code: 'GIT_FAILED',
    hint: 'Fix the hook, then try again. To find it: git rev-parse --git-path hooks',
    detail: lastLines(result.stderr),
  });
}

function lastLines(text: string): string {
  const lines = text.split(/\r?\n|\r/).filter((line) => line.trim() !== '');
  return lines.slice(-SHOWN_LINES).join('\n');
}
