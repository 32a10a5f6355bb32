import { lstat, rm, rmdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';
import type { Context } from '../context.ts';
import { runGit } from '../git/run-git.ts';
import { withRepositoryLock } from '../git/with-repository-lock.ts';
import { parseWorktreeList } from '../git/worktree-list.ts';
import { type CreateJournal, removeJournal } from '../journal/create-journal.ts';
import { branchMark } from './branch-mark.ts';
import { findWorktree, firstLine } from './find-worktree.ts';
import { foreignFiles, foreignWork } from './foreign-work.ts';

/** What became of an unfinished create. */
export type Undone =
  | { readonly kind: 'undone'; readonly removed: readonly string[] }
  /** Somebody works in its worktree; nothing was removed. */
  | { readonly kind: 'kept'; readonly work: readonly string[] };

// Ctrl-C ends what a command does, not how it cleans up after itself.
const UNINTERRUPTED = { signal: new AbortController().signal };

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
        ...UNINTERRUPTED,
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
  const made = await findWorktree(journal);
  if (made === undefined) return { kind: 'undone', removed: await removeRemains(context, journal) };
  const removed = [`worktree ${path}`];
  const link = await firstLine(join(path, '.git'));
  const target = /^gitdir: (.+)$/.exec(link ?? '')?.[1];
  if (made.linked && target !== undefined && resolve(path, target) === made.administration) {
    const work = await foreignWork(context, journal);
    if (work.length > 0) return { kind: 'kept', work };
    await git('worktree', 'remove', '--force', '--force', path);
    // What git takes for damaged, because it was killed at it, it leaves.
    await rm(path, { recursive: true, force: true });
  } else {
    // git had made the directory at most, and nothing in it. What is in it now is somebody's, and stays.
    await rmdir(path).catch((error: unknown) => {
      if (!['ENOENT', 'ENOTDIR', 'ENOTEMPTY', 'EEXIST'].some((code) => hasCode(error, code))) throw error;
    });
  }
  await rm(made.administration, { recursive: true, force: true });
  return { kind: 'undone', removed };
}

/**
 * A git that was interrupted forgets the worktree, and what it had checked out into it may stay. It goes if there is nothing else in the
 * directory, which was not there before the journal was written.
 */
async function removeRemains(context: Context, journal: CreateJournal): Promise<string[]> {
  const { path, commonDirectory } = journal;
  const stats = await lstat(path).catch(() => undefined);
  if (stats?.isDirectory() !== true) return [];
  const link = await lstat(join(path, '.git')).catch(() => undefined);
  const target = /^gitdir: (.+)$/.exec((await firstLine(join(path, '.git'))) ?? '')?.[1];
  // A repository, or a worktree that some repository knows.
  if (link !== undefined && (target === undefined || (await isThere(resolve(path, target))))) return [];
  if ((await foreignFiles(context, journal, commonDirectory)).length > 0) return [];
  await rm(path, { recursive: true, force: true });
  return [`worktree ${path}`];
}

/** Removes the branch if this create has made it, nothing was committed on it, and nobody has checked it out. */
async function removeBranch({ id, createdAt, branch }: CreateJournal, git: Git): Promise<boolean> {
  if (!branch.created) return false;
  const ref = `refs/heads/${branch.name}`;
  const log = await git('log', '--walk-reflogs', '--format=%gs', ref, '--');
  if (log.stdout.trim() !== branchMark({ id, createdAt })) return false;
  const worktrees = parseWorktreeList((await git('worktree', 'list', '--porcelain')).stdout);
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

async function isThere(directory: string): Promise<boolean> {
  return await stat(directory).then(
    () => true,
    () => false,
  );
}

function repositoryMissing({ id, commonDirectory }: CreateJournal): CodedError {
  return new CodedError(`The repository of ${id} is not there: ${commonDirectory}`, {
    code: 'REPOSITORY_MISSING',
    hint: `If it is gone for good: ktrdr sandbox destroy --name ${id}`,
  });
}
