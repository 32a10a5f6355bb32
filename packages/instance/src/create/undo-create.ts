import { rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { RunResult } from '@ktrdr/compose-runner';
import { CodedError, hasCode } from '@ktrdr/errors';
import type { Context } from '../context.ts';
import { moveAside, moveBack } from '../destroy/move-aside.ts';
import { directoryIdentity, isSameDirectory } from '../directory-identity.ts';
import { runGit } from '../git/run-git.ts';
import { UNDISTURBED } from '../git/undisturbed.ts';
import { withRepositoryLock } from '../git/with-repository-lock.ts';
import { parseWorktreeList } from '../git/worktree-list.ts';
import { type CreateJournal, removeJournal } from '../journal/create-journal.ts';
import { isThere, statsAt } from '../stats-at.ts';
import { branchMark } from './branch-mark.ts';
import { findWorktree, firstLine, removeRemains } from './find-worktree.ts';
import { foreignFiles, foreignWork } from './foreign-work.ts';

/** What became of an unfinished create. */
export type Undone =
  | { readonly kind: 'undone'; readonly removed: readonly string[] }
  /** Somebody works in its worktree; nothing was removed. */
  | { readonly kind: 'kept'; readonly work: readonly string[] };

/**
 * Undoes what a create has made that did not come to its end: the worktree, the branch, and last the registry's entry. Only
 * what is provably its own, and nothing once somebody has put work there. The operation's lock must be held.
 *
 * @throws CodedError `REPOSITORY_MISSING`, `REPOSITORY_BUSY`, and of git and the registry; the journal stays then
 */
export async function undoCreate(context: Context, journal: CreateJournal): Promise<Undone> {
  const { id, path, createdAt, commonDirectory } = journal;
  if (!(await isThere(commonDirectory))) throw repositoryMissing(journal);
  return await withRepositoryLock(context, commonDirectory, async (descriptor) => {
    const git: Git = async (...args) =>
      await runGit(context, '/', ['--git-dir', commonDirectory, ...args], {
        ...UNDISTURBED,
        descriptors: [descriptor],
      });
    const worktree = await removeWorktree(context, journal, git);
    if (worktree.kind === 'kept') return worktree;
    const branch = (await removeBranch(journal, git)) ? [`branch ${journal.branch.name}`] : [];
    const slot = await releaseClaim(context, { id, path, createdAt });
    await removeJournal(context, id);
    return { kind: 'undone', removed: [...worktree.removed, ...branch, ...slot] };
  });
}

type Git = (...args: readonly string[]) => ReturnType<typeof runGit>;

async function removeWorktree(context: Context, journal: CreateJournal, git: Git): Promise<Undone> {
  const { path } = journal;
  // An undo that was killed had moved it there.
  if (await isMade(journal, asideOf(journal))) {
    const kept = await removeAside(context, journal);
    if (kept !== undefined) return kept;
  }
  const work = await workIn(context, journal);
  const made = await findWorktree(journal);
  // A directory that git knows nothing of any more is no sandbox: it is left to whoever works there.
  if (work.length > 0) return made === undefined ? { kind: 'undone', removed: [] } : { kind: 'kept', work };
  const isOurs = await isMade(journal, path);
  if (isOurs && journal.directory !== undefined) {
    await moveAside(path, { to: asideOf(journal), identity: journal.directory });
    const kept = await removeAside(context, journal);
    if (kept !== undefined) return kept;
  } else if (journal.directory === undefined) {
    // It was made at most, and nothing in it. What is in it now is somebody's, and stays.
    await rmdir(path).catch((error: unknown) => {
      if (!['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].some((code) => hasCode(error, code))) throw error;
    });
  }
  if (made === undefined) await removeRemains(journal);
  if (made === undefined) return { kind: 'undone', removed: isOurs ? [`worktree ${path}`] : [] };
  // What git takes for damaged, because it was killed at it, it leaves.
  if (made.linked && !(await isThere(path))) await git('worktree', 'remove', '--force', '--force', path);
  await rm(made.administration, { recursive: true, force: true });
  return { kind: 'undone', removed: [`worktree ${path}`] };
}

function asideOf({ path, token }: CreateJournal): string {
  return join(dirname(path), `.${basename(path)}.being-undone-${token}`);
}

/** Whether this is the directory that the create has made. */
async function isMade({ directory }: CreateJournal, path: string): Promise<boolean> {
  return directory !== undefined && isSameDirectory(directory, await directoryIdentity(path));
}

/** Removes what was moved aside, unless something came into it meanwhile: then it goes back. */
async function removeAside(context: Context, journal: CreateJournal): Promise<Undone | undefined> {
  const { path, commonDirectory } = journal;
  const aside = asideOf(journal);
  const work = await foreignFiles(context, { ...journal, path: aside }, commonDirectory);
  if (work.length > 0) {
    await moveBack(aside, path);
    return { kind: 'kept', work };
  }
  await rm(aside, { recursive: true, force: true });
  return undefined;
}

/**
 * What somebody has put into what a create has made, and into nothing else: only the directory that it made itself counts.
 *
 * @returns names of files, or words; empty when nothing would be lost
 * @throws CodedError `GIT_FAILED` when git cannot tell
 */
export async function workIn(context: Context, journal: CreateJournal): Promise<string[]> {
  const { path, commonDirectory } = journal;
  if (!(await isMade(journal, path))) return [];
  const made = await findWorktree(journal);
  const link = await statsAt(join(path, '.git'));
  const target = /^gitdir: (.+)$/.exec((await firstLine(join(path, '.git'))) ?? '')?.[1];
  if (made?.linked === true && target !== undefined && resolve(path, target) === made.administration)
    return await foreignWork(context, journal);
  // A repository, or a worktree that some repository knows.
  if (link !== undefined && (target === undefined || (await isThere(resolve(path, target))))) return ['a repository'];
  // git forgets a worktree that it was interrupted at, and what it had checked out may stay.
  return await foreignFiles(context, journal, commonDirectory);
}

/** Removes the branch if this create has made it, nothing was committed on it, and nobody has checked it out. */
async function removeBranch(journal: CreateJournal, git: Git): Promise<boolean> {
  const { branch } = journal;
  if (!branch.created) return false;
  const ref = `refs/heads/${branch.name}`;
  const found = await git('show-ref', '--verify', '--quiet', ref);
  if (found.exitCode === 1) return false;
  const log = answerOf(await git('log', '--walk-reflogs', '--format=%gs', ref, '--'), `read the log of ${branch.name}`);
  if (log.trim() !== branchMark(journal)) return false;
  const worktrees = parseWorktreeList(answerOf(await git('worktree', 'list', '--porcelain'), 'list the worktrees'));
  if (worktrees.some((worktree) => worktree.branch === ref)) return false;
  const { exitCode } = await git('update-ref', '-d', ref, branch.commit);
  // What it followed; there may be no such section.
  if (exitCode === 0) await git('config', '--local', '--remove-section', `branch.${branch.name}`);
  return exitCode === 0;
}

async function releaseClaim(
  { registry }: Context,
  { id, path, createdAt }: Pick<CreateJournal, 'id' | 'path' | 'createdAt'>,
): Promise<string[]> {
  try {
    const released = await registry.release(id, { expected: { path, createdAt } });
    return released === undefined ? [] : [`slot ${released.slot}`];
  } catch (error) {
    // Somebody else's registration under the same id.
    if (hasCode(error, 'INSTANCE_CHANGED')) return [];
    throw error;
  }
}

function answerOf({ exitCode, stdout, stderr }: RunResult, doing: string): string {
  if (exitCode === 0) return stdout;
  throw new CodedError(`git could not ${doing}`, {
    code: 'GIT_FAILED',
    hint: 'Mend what git reports, then try again.',
    detail: stderr.trim(),
  });
}

function repositoryMissing({ id, commonDirectory }: CreateJournal): CodedError {
  return new CodedError(`The repository of ${id} is not there: ${commonDirectory}`, {
    code: 'REPOSITORY_MISSING',
    hint: `If it is gone for good: ktrdr sandbox destroy --name ${id}`,
  });
}
