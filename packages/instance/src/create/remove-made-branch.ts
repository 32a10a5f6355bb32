import type { RunOptions } from '@ktrdr/process';
import type { Context } from '../core/context.ts';
import { branchUser } from '../git/branch-user.ts';
import { forgetUpstream } from '../git/forget-upstream.ts';
import { gitAnswer } from '../git/git-answer.ts';
import { askGit, type GitQuestion } from '../git/run-git.ts';
import { UNDISTURBED, undisturbed } from '../git/undisturbed.ts';
import { type UpstreamSettings, upstreamSettings } from '../git/upstream-settings.ts';
import type { CreateJournal } from '../journals/create-journal.ts';
import { branchMark } from './branch-mark.ts';

/** What becomes of the branch of an unfinished create. */
export type MadeBranch =
  | { readonly kind: 'goes' }
  | { readonly kind: 'stays'; readonly reason: string }
  /** The create has made none, or it is gone. */
  | { readonly kind: 'none' };

/**
 * Whether the branch goes: if this create has made it, nothing was committed on it, and nobody has checked it out.
 *
 * @param administration what git keeps for the worktree that goes with it, while that is there
 */
export async function judgeMadeBranch(
  context: Context,
  journal: CreateJournal,
  administration: string | undefined,
): Promise<MadeBranch> {
  const { branch, commonDirectory } = journal;
  const { name } = branch;
  if (!branch.created) return { kind: 'none' };
  const question = (doing: string, ...args: readonly string[]): GitQuestion =>
    inRepository(journal, { doing, args, options: UNDISTURBED });
  const ref = `refs/heads/${name}`;
  if (!(await isStillThere(context, journal))) return { kind: 'none' };
  // Somebody has made it another name of a branch, whose log this would be.
  const naming = question(`tell what branch ${name} is`, 'symbolic-ref', '--quiet', ref);
  if ((await gitAnswer(context, '/', naming)) !== undefined) return staying('it is now another name for a branch');
  const reading = question(`read the log of ${name}`, 'log', '--walk-reflogs', '--format=%gs', ref, '--');
  if ((await askGit(context, '/', reading)).trim() !== branchMark(journal))
    return staying('somebody may have worked on it since');
  const user = await branchUser(undisturbed(context), { commonDirectory, adminDirectory: administration, name });
  return user === undefined ? { kind: 'goes' } : staying(user);
}

async function isStillThere(context: Context, journal: CreateJournal): Promise<boolean> {
  const { name } = journal.branch;
  const args = ['show-ref', '--verify', '--quiet', `refs/heads/${name}`];
  const question = inRepository(journal, { doing: `look for branch ${name}`, args, options: UNDISTURBED });
  return (await gitAnswer(context, '/', question)) !== undefined;
}

function staying(reason: string): MadeBranch {
  return { kind: 'stays', reason };
}

/** Removes the branch if it may go, once its worktree is gone. The repository's lock must be held. */
export async function removeMadeBranch(
  context: Context,
  journal: CreateJournal,
  options: Partial<RunOptions>,
): Promise<MadeBranch> {
  const { branch, commonDirectory } = journal;
  const { name, commit, follows, settings: before } = branch;
  const judged = await judgeMadeBranch(context, journal, undefined);
  if (judged.kind !== 'goes') return judged;
  const setUpstream = async (settings: UpstreamSettings | undefined): Promise<void> => {
    if (follows === true) await forgetUpstream(context, { branch: name, commonDirectory, before: settings, options });
  };
  const now = await upstreamSettings(context, { branch: name, commonDirectory }, options);
  // First: once the branch is gone, nothing tells any more whose these settings are.
  await setUpstream(before);
  const args = ['update-ref', '--no-deref', '-d', `refs/heads/${name}`, commit];
  try {
    await askGit(context, '/', inRepository(journal, { doing: `remove branch ${name}`, args, options }));
  } catch (error) {
    // Somebody has committed on it meanwhile: it stays, and follows what it followed.
    if (await isStillThere(context, journal)) await setUpstream(now);
    throw error;
  }
  return judged;
}

function inRepository({ commonDirectory }: CreateJournal, question: GitQuestion): GitQuestion {
  return { ...question, args: ['--git-dir', commonDirectory, ...question.args] };
}
