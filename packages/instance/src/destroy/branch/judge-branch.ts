import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { type BranchPlace, branchUser, trimmedText } from '../../git/branch-user.ts';
import { commitOf } from '../../git/commit-of.ts';
import { defaultBranchOf } from '../../git/default-branch-of.ts';
import { gitAnswer } from '../../git/git-answer.ts';
import { listRemotes } from '../../git/list-remotes.ts';
import { askGit } from '../../git/run-git.ts';
import { branchQuestion } from './branch-question.ts';
import { takesBack } from './takes-back.ts';
import { missingPatches } from './missing-patches.ts';

/** What becomes of the branch of a sandbox that goes, if that was asked for. */
export type BranchVerdict =
  | DeletableBranch
  | (NamedBranch & { readonly kind: 'keep' })
  /** There is no branch to delete. */
  | { readonly kind: 'none'; readonly reason: string };

/** A branch that may go: all of it is elsewhere, or there is nothing on it. */
export type DeletableBranch = NamedBranch & { readonly kind: 'delete' };

interface NamedBranch {
  readonly name: string;
  readonly commit: string;
  /** Why it may go, or stays. */
  readonly reason: string;
}

/**
 * Whether a branch may go with its worktree: when all of it is in the default branch (merged, rebased, or squashed, judged by
 * content and never by name), or nothing was ever committed on it. Never the default branch, nor one that is in use elsewhere. Changes nothing.
 *
 * @throws CodedError `GIT_FAILED`: a question without an answer is no permission
 */
export async function judgeBranch(context: Context, place: BranchPlace): Promise<BranchVerdict> {
  const { commonDirectory: directory, name } = place;
  const ref = `refs/heads/${name}`;
  const commit = await commitOf(context, directory, ref);
  if (commit === undefined) return { kind: 'none', reason: `there is no branch ${name}` };
  const keep = (reason: string): BranchVerdict => ({ kind: 'keep', name, commit, reason });
  const remove = (reason: string): BranchVerdict => ({ kind: 'delete', name, commit, reason });
  const user = await branchUser(context, place);
  if (user !== undefined) return keep(user);
  const target = await gitAnswer(context, directory, branchQuestion(['symbolic-ref', '--quiet', ref]));
  if (target !== undefined) return keep('it is another name for a branch');
  const { main } = await listRemotes(context, directory);
  const base = main === undefined ? undefined : await defaultBranchOf(context, directory, main);
  if (name === base || (base === undefined && ['main', 'master'].includes(name)))
    return keep('it is the default branch');
  const bases = await existing(
    context,
    directory,
    base === undefined ? [] : [`refs/remotes/${main}/${base}`, `refs/heads/${base}`],
  );
  for (const one of bases) {
    const how = await containedIn(context, directory, { commit, base: one });
    if (how !== undefined) return remove(`${how} ${shortOf(one)}`);
  }
  if (await isUntouched(context, directory, { ref, commit, remotes: main }))
    return remove('nothing was committed on it');
  if (bases[0] === undefined) return keep('the default branch is unknown');
  const question = branchQuestion(['rev-list', '--count', commit, '--not', ...bases]);
  const count = (await askGit(context, directory, question)).trim();
  return keep(`it has ${count === '1' ? 'one commit' : `${count} commits`} that ${shortOf(bases[0])} does not have`);
}

function shortOf(ref: string): string {
  return ref.replace(/^refs\/(?:remotes|heads)\//, '');
}

async function existing(context: Context, directory: string, refs: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    refs.map(async (ref) => ((await commitOf(context, directory, ref)) === undefined ? [] : [ref])),
  );
  return found.flat();
}

/** How all of a branch is in another; undefined when it is not, or not certainly. */
async function containedIn(
  context: Context,
  directory: string,
  { commit, base }: { commit: string; base: string },
): Promise<string | undefined> {
  const isAncestor = branchQuestion(['merge-base', '--is-ancestor', commit, base]);
  if ((await gitAnswer(context, directory, isAncestor)) !== undefined) return 'merged into';
  const fork = (await gitAnswer(context, directory, branchQuestion(['merge-base', base, commit])))?.trim() ?? '';
  if (fork === '') return undefined;
  const merges = await askGit(
    context,
    directory,
    branchQuestion(['rev-list', '--count', '--merges', commit, '--not', base]),
  );
  // What a merge has settled by hand is in no patch of its own.
  const left = merges.trim() === '0' ? await missingPatches(context, directory, { base, head: commit }) : ['merges'];
  if (left.length === 0) return 'rebased onto';
  const changed = await pathsOf(context, directory, fork, commit);
  // What was tried and taken back is nowhere else.
  if (changed.size === 0 || (await takesBack(context, directory, { commit, base }))) return undefined;
  const differing = await pathsOf(context, directory, base, commit);
  if ([...changed].every((path) => !differing.has(path))) return 'squashed into';
  return (await isSquashed(context, directory, { commit, fork, base })) ? 'squashed into' : undefined;
}

async function pathsOf(context: Context, directory: string, one: string, other: string): Promise<Set<string>> {
  const args = ['diff-tree', '-r', '-z', '--no-renames', '--name-only', one, other];
  return new Set((await askGit(context, directory, branchQuestion(args))).split('\0').filter((path) => path !== ''));
}

/** Whether one commit of `base` makes all changes of the branch together: looked for with a commit that does, in objects of its own. */
async function isSquashed(
  context: Context,
  directory: string,
  { commit, fork, base }: { commit: string; fork: string; base: string },
): Promise<boolean> {
  const objects = await mkdtemp(join(tmpdir(), 'ktrdr-objects-'));
  try {
    const where = ['rev-parse', '--path-format=absolute', '--git-path', 'objects'];
    const own = (await askGit(context, directory, branchQuestion(where))).replace(/\n$/, '');
    const someone = { NAME: 'ktrdr', EMAIL: 'ktrdr@localhost', DATE: '2000-01-01T00:00:00Z' };
    const env = {
      GIT_OBJECT_DIRECTORY: objects,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: `"${own.replaceAll(/["\\]/g, String.raw`\$&`)}"`,
      ...Object.fromEntries(
        Object.entries(someone).flatMap(([key, value]) => [
          [`GIT_AUTHOR_${key}`, value],
          [`GIT_COMMITTER_${key}`, value],
        ]),
      ),
    };
    const args = ['-c', 'commit.gpgsign=false', 'commit-tree', `${commit}^{tree}`, '-p', fork, '-m', 'squashed'];
    const head = (await askGit(context, directory, branchQuestion(args, env))).trim();
    return (await missingPatches(context, directory, { base, head, env })).length === 0;
  } finally {
    await rm(objects, { recursive: true, force: true });
  }
}

/** Whether a branch is where its log begins, and something else reaches that commit, too. */
async function isUntouched(
  context: Context,
  directory: string,
  { ref, commit, remotes }: { ref: string; commit: string; remotes: string | undefined },
): Promise<boolean> {
  const log = await askGit(context, directory, branchQuestion(['log', '--walk-reflogs', '--format=%H', ref, '--']));
  const commits = new Set(log.split('\n').filter((line) => line !== ''));
  if (commits.size !== 1 || !commits.has(commit)) return false;
  const args = [
    'for-each-ref',
    `--contains=${commit}`,
    '--format=%(refname)',
    'refs/heads',
    'refs/remotes',
    'refs/tags',
  ];
  const others = (await askGit(context, directory, branchQuestion(args)))
    .split('\n')
    .filter((other) => other !== '' && other !== ref);
  const own = `refs/remotes/${remotes}/${ref.slice('refs/heads/'.length)}`;
  return others.some((other) => other !== own);
}

/** The branch that a worktree has checked out; undefined with a detached HEAD, or when git has forgotten it. */
export async function branchOfWorktree(adminDirectory: string): Promise<string | undefined> {
  return /^ref: refs\/heads\/(.+)$/.exec(await trimmedText(join(adminDirectory, 'HEAD')))?.[1];
}
