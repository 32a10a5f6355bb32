import { askRemote, type RemoteAnswer } from '../git/ask-remote.ts';
import { commitOf } from '../git/commit-of.ts';
import { gitAnswer } from '../git/git-answer.ts';
import { listRemotes, type Remotes } from '../git/list-remotes.ts';
import type { GitOptions } from '../git/run-git.ts';
import { baseFacts } from './base-facts.ts';
import { type BranchRequest, branchRequest, remoteOf } from './branch-request.ts';
import { describeRevision } from './describe-revision.ts';
import type { BranchFacts } from './plan-branch.ts';
import { slugOf } from '../core/sandbox-name.ts';

export interface BranchQuestion {
  /** The sandbox's name, which is the branch's, too, where git takes it for one. */
  readonly name: string;
  /** The branch that was asked for. */
  readonly branch: string | undefined;
  /** Where a new one is to start. */
  readonly from: string | undefined;
  /** Where one starts if nobody says it, in place of the remote's default branch. */
  readonly usualFrom?: string | undefined;
}

/**
 * Finds out about a branch, and where it starts if it is a new one. For that the remote is asked, and what is new of it
 * fetched, without a question and for ten seconds at most.
 *
 * @param directory the worktree in which the command was given
 * @throws CodedError `GIT_FAILED`
 */
export async function branchFacts(
  git: GitOptions,
  directory: string,
  { name: sandbox, branch, from, usualFrom }: BranchQuestion,
): Promise<BranchFacts> {
  const asked = branch ?? ((await isBranchName(git, directory, sandbox)) ? sandbox : slugOf(sandbox));
  const [isLocal, remotes] = await Promise.all([
    commitOf(git, directory, `refs/heads/${asked}`).then((commit) => commit !== undefined),
    listRemotes(git, directory),
  ]);
  const request = branchRequest(asked, { isLocal, remotes: remotes.names });
  const { name } = request;
  const valid = await isBranchName(git, directory, name);
  const local = valid ? await commitOf(git, directory, `refs/heads/${name}`) : undefined;
  const standsFor = valid ? await targetOf(git, directory, name) : undefined;
  const common = { request, valid, standsFor, local, mainRemote: remotes.main };
  if (!valid || standsFor !== undefined || (local !== undefined && request.kind === 'branch')) {
    // It is refused, or checked out as it is: nothing else matters.
    const base =
      from === undefined ? { kind: 'none' as const } : { kind: 'unknown' as const, asked: from, problem: undefined };
    return { ...common, other: undefined, remotes: [], base };
  }
  const answers = await askRemotes(git, directory, { request, from, usualFrom, remotes });
  return {
    ...common,
    other: local === undefined ? await describeRevision(git, directory, name) : undefined,
    remotes: await remoteBranches(git, directory, { name, remotes, answers }),
    base: await baseFacts(git, directory, { from, usualFrom, remotes, answers }),
  };
}

/** What a branch is another name of (git-symbolic-ref(1)); undefined for one of its own, and for one that is not there. */
async function targetOf(git: GitOptions, directory: string, name: string): Promise<string | undefined> {
  const args = ['symbolic-ref', '--quiet', `refs/heads/${name}`];
  return (await gitAnswer(git, directory, { doing: `tell what branch ${name} is`, args }))?.trim();
}

/** Whether git takes it for a branch's name. What git would take for an option or expand to another name is none. */
async function isBranchName(git: GitOptions, directory: string, name: string): Promise<boolean> {
  if (name === '' || name === 'HEAD' || name.startsWith('-') || name.startsWith('refs/')) return false;
  const args = ['check-ref-format', `refs/heads/${name}`];
  return (await gitAnswer(git, directory, { doing: `tell whether ${name} is a branch's name`, args })) !== undefined;
}

/** Asks those remotes whose word matters, all at once. */
async function askRemotes(
  git: GitOptions,
  directory: string,
  {
    request,
    from,
    usualFrom,
    remotes,
  }: Pick<BranchQuestion, 'from' | 'usualFrom'> & { request: BranchRequest; remotes: Remotes },
): Promise<RemoteAnswer[]> {
  const wanted = new Map<string, string[]>();
  const ask = (remote: string | undefined, branch: string): void => {
    if (remote !== undefined) wanted.set(remote, [...(wanted.get(remote) ?? []), branch]);
  };
  const start = from ?? usualFrom;
  const ofRemote = start === undefined ? undefined : remoteOf(start, remotes.names);
  if (request.kind === 'remote-branch') ask(request.remote, request.name);
  // The one who says where it starts wants a new one; what is known of remotes decides whether it can be.
  else if (from === undefined) ask(remotes.main, request.name);
  if (start !== undefined && ofRemote !== undefined) ask(ofRemote, start.slice(ofRemote.length + 1));
  else if (start !== undefined && (await commitOf(git, directory, start)) === undefined) ask(remotes.main, start);
  return await Promise.all(
    [...wanted].map(
      async ([remote, branches]) =>
        await askRemote(git, directory, { remote, branches: await validNames(git, directory, branches) }),
    ),
  );
}

async function validNames(git: GitOptions, directory: string, branches: readonly string[]): Promise<string[]> {
  const checked = await Promise.all(
    branches.map(async (branch) => ((await isBranchName(git, directory, branch)) ? [branch] : [])),
  );
  return checked.flat();
}

async function remoteBranches(
  git: GitOptions,
  directory: string,
  { name, remotes, answers }: { name: string; remotes: Remotes; answers: readonly RemoteAnswer[] },
): Promise<BranchFacts['remotes']> {
  const found = await Promise.all(
    remotes.names.map(async (remote) => {
      const commit = await commitOf(git, directory, `refs/remotes/${remote}/${name}`);
      const answer = answers.find((one) => one.remote === remote);
      // What is still known here of a branch that the remote has no longer is nothing to go on with.
      const isGone = answer?.problem === undefined && answer?.heads.has(name) === false;
      if (commit === undefined || isGone) return [];
      return [{ remote, commit, fetched: answer?.heads.get(name) === commit, problem: answer?.problem }];
    }),
  );
  return found.flat();
}
