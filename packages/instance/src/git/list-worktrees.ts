import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { askGit, gitFailed, type GitOptions, runGit } from './run-git.ts';
import { parseWorktreeList, type Worktree } from './worktree-list.ts';

const USAGE = 129;

/**
 * Every worktree of a repository, the main one first (for a bare repository: itself).
 * Source: git-worktree(1), "Porcelain format".
 *
 * @param commonDirectory the git directory that they share
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function listWorktrees(commonDirectory: string, options: GitOptions): Promise<Worktree[]> {
  // Named, not looked for: git may be told not to find repositories that are bare (safe.bareRepository).
  const args = [`--git-dir=${commonDirectory}`, 'worktree', 'list', '--porcelain'];
  const listed = await runGit(options, '/', [...args, '-z']);
  if (listed.exitCode === 0) return parseWorktreeList(listed.stdout, '\0');
  const doing = `list the worktrees of ${commonDirectory}`;
  if (listed.exitCode !== USAGE) throw gitFailed(doing, listed);
  // Before 2.36 git had no -z; it quotes nothing of what is read here but odd lock reasons, which are not ours.
  return parseWorktreeList(await askGit(options, '/', { doing, args }));
}

/**
 * The directory in which a repository keeps what belongs to one linked worktree alone (HEAD, index, lock), found by what
 * it says of itself: its `gitdir` file names `<path>/.git`. Source: gitrepository-layout(5), `worktrees/<id>/gitdir`.
 */
export async function adminDirectoryOf(commonDirectory: string, path: string): Promise<string | undefined> {
  return (await adminDirectoriesOf(commonDirectory, path))[0];
}

/** All that say so of themselves: `git worktree repair` makes a second one say it of a directory that was moved to the place of another. */
async function adminDirectoriesOf(commonDirectory: string, path: string): Promise<string[]> {
  const all = join(commonDirectory, 'worktrees');
  const names = await readdir(all).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  const found: string[] = [];
  for (const name of names) {
    const text = await textOf(join(all, name, 'gitdir'));
    // Written relative to where it stands since git 2.48, if so configured.
    if (text !== undefined && dirname(resolve(join(all, name), text.trim())) === path) found.push(join(all, name));
  }
  return found;
}

/** A linked worktree as its repository has it, with the git directory that it keeps for it alone. */
export interface ListedWorktree extends Pick<Worktree, 'path' | 'lockReason'> {
  readonly adminDirectory: string;
}

/**
 * The linked worktree that a repository has at `path`; of several, the one that the directory there belongs to.
 *
 * @param gitDirectory where the `.git` there leads to
 */
export async function worktreeAt(
  commonDirectory: string,
  path: string,
  gitDirectory: string | undefined,
): Promise<ListedWorktree | undefined> {
  const possible = await adminDirectoriesOf(commonDirectory, path);
  const adminDirectory = possible.find((one) => one === gitDirectory) ?? possible[0];
  if (adminDirectory === undefined) return undefined;
  return { path, adminDirectory, lockReason: (await textOf(join(adminDirectory, 'locked')))?.trim() };
}

/** Where the `.git` file of a linked worktree says that its git directory is; undefined when there is no such file. */
export async function gitDirectoryNamedBy(worktree: string): Promise<string | undefined> {
  const [, named] = /^gitdir: (.+)$/m.exec((await textOf(join(worktree, '.git'))) ?? '') ?? [];
  return named === undefined ? undefined : resolve(worktree, named);
}

async function textOf(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch((error: unknown) => {
    // A link that leads to itself leads nowhere.
    if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP'].some((code) => hasCode(error, code))) return undefined;
    throw error;
  });
}
