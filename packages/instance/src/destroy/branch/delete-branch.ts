import type { Context } from '../../core/context.ts';
import type { Journal } from '../../journals/destroy-journal.ts';
import { isItself } from '../is-itself.ts';
import type { PlacePlan, WorktreeEntry } from '../plan-place.ts';
import { askRemote } from '../../git/ask-remote.ts';
import { forgetUpstream } from '../../git/forget-upstream.ts';
import { listRemotes } from '../../git/list-remotes.ts';
import { runGit } from '../../git/run-git.ts';
import { UNDISTURBED } from '../../git/undisturbed.ts';
import { withRepositoryLock } from '../../git/with-repository-lock.ts';
import { branchOfWorktree, type BranchVerdict, judgeBranch } from './judge-branch.ts';

/** What becomes of a branch whose worktree this destroy does not take away. */
const WITHOUT_ENTRY: Readonly<Record<Exclude<PlacePlan['kind'], 'undo-create'>, string>> = {
  'remove-marker': 'the directory stays, and its branch with it',
  leave: 'git no longer knows which branch it had',
  'remove-worktree': 'git no longer knows which branch it had',
};

/** Asks for the branch to go with its worktree. */
export interface DeleteBranchOptions {
  /** Whether to ask the remote first what was merged meanwhile. */
  readonly fetch: boolean;
}

/**
 * Decides whether the branch of a worktree that goes may go, too.
 *
 * @param journal what an earlier destroy has left: it knows the branch of a worktree that it has moved or removed
 * @throws CodedError `GIT_FAILED`
 */
export async function planBranchDeletion(
  context: Context,
  place: PlacePlan,
  { fetch, journal }: DeleteBranchOptions & { readonly journal?: Journal | undefined },
): Promise<BranchVerdict> {
  if (place.kind === 'undo-create') return ofUndo(place);
  const entry = entryThatGoes(place);
  if (entry === undefined) return { kind: 'none', reason: WITHOUT_ENTRY[place.kind] };
  const { commonDirectory } = entry;
  // git may have given the name of its directory to another worktree.
  const adminDirectory = (await isItself(entry)) ? entry.adminDirectory : undefined;
  const before = isBegun(place, journal) ? journal?.branch : undefined;
  const name = before?.name ?? (adminDirectory && (await branchOfWorktree(adminDirectory)));
  if (name === undefined) return { kind: 'none', reason: 'no branch is checked out, or git no longer knows which' };
  if (fetch) await refresh(context, commonDirectory);
  const verdict = await judgeBranch(context, { commonDirectory, adminDirectory, name });
  if (before === undefined) return verdict;
  if (verdict.kind === 'none')
    return { kind: 'none', reason: `${name}, which was at ${before.commit.slice(0, 12)}, is gone already` };
  if (verdict.kind === 'keep' || verdict.commit === before.commit) return verdict;
  return { ...verdict, kind: 'keep', reason: 'it has moved since its worktree was removed' };
}

/** Whether an earlier destroy has moved or removed the worktree. */
function isBegun(place: PlacePlan, journal: Journal | undefined): boolean {
  return place.kind === 'remove-worktree' ? place.begun : journal?.removing !== undefined;
}

/**
 * Deletes what was planned, once its worktree is gone: judged again with the repository's lock held, and only if the branch is
 * still where it was. What cannot be deleted is kept, and why is said.
 */
export async function deleteBranch(context: Context, place: PlacePlan, planned: BranchVerdict): Promise<BranchVerdict> {
  if (place.kind === 'undo-create') return ofUndo(place);
  const entry = entryThatGoes(place);
  if (planned.kind !== 'delete' || entry === undefined) return planned;
  const { name, commit } = planned;
  const { commonDirectory } = entry;
  const keep = (reason: string): BranchVerdict => ({ kind: 'keep', name, commit, reason });
  return await withRepositoryLock(context, commonDirectory, async (descriptor) => {
    // What git keeps under the name of its worktree by now is another's.
    const now = await judgeBranch(context, { commonDirectory, adminDirectory: undefined, name });
    if (now.kind !== 'delete') return now;
    if (now.commit !== commit) return keep('it moved while the command ran');
    const run = { ...UNDISTURBED, descriptors: [descriptor] };
    // Only from where it was judged: a commit that arrives now keeps it.
    const removed = await runGit(
      context,
      commonDirectory,
      ['update-ref', '--no-deref', '-d', `refs/heads/${name}`, commit],
      run,
    );
    if (removed.exitCode !== 0) return keep(`git refused to delete it: ${removed.stderr.trim()}`);
    await forgetUpstream(context, { branch: name, commonDirectory, options: run });
    return now;
  });
}

/** The branch of a create that was interrupted goes with what else it has made, asked for or not. */
function ofUndo({
  journal: { branch },
  undo: { branch: fate },
}: Extract<PlacePlan, { kind: 'undo-create' }>): BranchVerdict {
  const { name, commit, created } = branch;
  if (fate.kind === 'goes') return { kind: 'delete', name, commit, reason: 'nothing was committed on it' };
  if (fate.kind === 'stays') return { kind: 'keep', name, commit, reason: fate.reason };
  if (created) return { kind: 'none', reason: `there is no branch ${name}` };
  return { kind: 'keep', name, commit, reason: 'it existed before the interrupted create' };
}

function entryThatGoes(place: PlacePlan): WorktreeEntry | undefined {
  if (place.kind === 'remove-worktree') return place.entry;
  return place.kind === 'leave' ? place.forget : undefined;
}

async function refresh(context: Context, directory: string): Promise<void> {
  const { main } = await listRemotes(context, directory);
  if (main === undefined) return;
  const { problem } = await askRemote(context, directory, { remote: main, branches: [] });
  if (problem === undefined) return;
  const text = `Recent merges are unknown: ${main} could not be queried: ${problem}`;
  context.report({ type: 'warning', text });
}
