import type { RemoteAnswer } from '../git/ask-remote.ts';
import { commitOf } from '../git/commit-of.ts';
import { currentBranch } from '../git/current-branch.ts';
import { defaultBranchOf } from '../git/default-branch-of.ts';
import type { Remotes } from '../git/list-remotes.ts';
import type { GitOptions } from '../git/run-git.ts';
import { remoteOf } from './branch-request.ts';
import type { Base, BaseFacts } from './plan-branch.ts';

export interface BaseQuestion {
  /** What was asked for: a branch, a tag, a commit. */
  readonly from: string | undefined;
  /** Where it starts if nobody asks for anything. */
  readonly usualFrom?: string | undefined;
  readonly remotes: Remotes;
  readonly answers: readonly RemoteAnswer[];
}

/**
 * Where a new branch starts: at what was asked for, or is usual, which may be a branch that only the remote has; else at the remote's
 * default branch; and where nothing is known of that, at the current commit.
 */
export async function baseFacts(git: GitOptions, directory: string, question: BaseQuestion): Promise<BaseFacts> {
  const { from, usualFrom, answers, remotes } = question;
  const start = from ?? usualFrom;
  if (start !== undefined) {
    const base = await askedBase(git, directory, start, question);
    const problem = answers.find((answer) => answer.problem !== undefined)?.problem;
    const isUsual = from === undefined;
    if (base === undefined) return { kind: 'unknown', asked: start, isUsual, problem };
    return { kind: 'found', base, asked: !isUsual };
  }
  const base = await defaultBase(git, directory, question);
  if (base !== undefined) return { kind: 'found', base, asked: false };
  const commit = await commitOf(git, directory, 'HEAD');
  if (commit === undefined) return { kind: 'none' };
  const problem = answers[0]?.problem ?? noDefault(remotes);
  return {
    kind: 'found',
    base: { ref: (await currentBranch(git, directory)) ?? 'HEAD', commit, fetched: null, problem },
    asked: false,
  };
}

async function askedBase(
  git: GitOptions,
  directory: string,
  from: string,
  { remotes, answers }: BaseQuestion,
): Promise<Base | undefined> {
  const remote = remoteOf(from, remotes.names);
  const ofRemote =
    remote === undefined
      ? undefined
      : await trackedBase(git, directory, { remote, branch: from.slice(remote.length + 1), answers });
  if (ofRemote !== undefined) return ofRemote;
  const commit = await commitOf(git, directory, from);
  if (commit !== undefined) return { ref: from, commit, fetched: null };
  if (remotes.main === undefined) return undefined;
  return await trackedBase(git, directory, { remote: remotes.main, branch: from, answers });
}

async function defaultBase(
  git: GitOptions,
  directory: string,
  { remotes: { main: remote }, answers }: BaseQuestion,
): Promise<Base | undefined> {
  if (remote === undefined) return undefined;
  const said = answers.find((answer) => answer.remote === remote)?.defaultBranch;
  const branch = said ?? (await defaultBranchOf(git, directory, remote));
  return branch === undefined ? undefined : await trackedBase(git, directory, { remote, branch, answers });
}

/** A remote's branch as it is known here. */
async function trackedBase(
  git: GitOptions,
  directory: string,
  { remote, branch, answers }: { remote: string; branch: string; answers: readonly RemoteAnswer[] },
): Promise<Base | undefined> {
  const commit = await commitOf(git, directory, `refs/remotes/${remote}/${branch}`);
  if (commit === undefined) return undefined;
  const answer = answers.find((one) => one.remote === remote);
  const fetched = answer?.heads.get(branch) === commit;
  return {
    ref: `${remote}/${branch}`,
    commit,
    fetched,
    problem: fetched ? undefined : (answer?.problem ?? `${remote} no longer has such a branch`),
  };
}

function noDefault({ names, main }: Remotes): string {
  if (main !== undefined) return `${main} does not say which branch is its default`;
  return `it is unclear which remote is meant (${names.join(', ')}; to choose one: git config checkout.defaultRemote)`;
}
