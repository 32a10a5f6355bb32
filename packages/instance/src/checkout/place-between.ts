import { readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isThere, statsAt } from '../core/stats-at.ts';
import { isWithin } from '../core/is-within.ts';
import { readEnvFile } from '../env-file/env-file.ts';
import { isGitDirectory } from '../git/is-git-directory.ts';
import { gitDirectoryNamedBy } from '../git/list-worktrees.ts';
import { type GitOptions, runGit } from '../git/run-git.ts';

/** A directory within an instance's that is none of it. */
export interface OwnPlace {
  readonly path: string;
  /** The instance that its `.env.sandbox` names; undefined for a repository or a worktree of its own. */
  readonly id: string | undefined;
}

/**
 * The directory between `directory`, a real path, and the instance's that it lies in, by which it is none of the instance's: a checkout of its own
 * (agents put their worktrees there), or one whose `.env.sandbox` names another instance. Submodules of the registered checkout are part of it.
 */
export async function placeBetween(
  git: GitOptions,
  directory: string,
  instance: { readonly id: string; readonly path: string },
): Promise<OwnPlace | undefined> {
  if (directory === instance.path || !isWithin(directory, instance.path)) return undefined;
  const id = (await readEnvFile(directory).catch(() => undefined))?.['INSTANCE_ID'];
  if (id !== undefined && id !== instance.id) return { path: directory, id };
  if (await isOwnCheckout(git, directory, instance.path)) return { path: directory, id: undefined };
  return await placeBetween(git, dirname(directory), instance);
}

/**
 * Whether a directory is the top of a repository, which may be bare, or of a worktree, and is no submodule of the checkout around it.
 *
 * @param outer the top of that checkout; undefined where nobody knows of one
 */
export async function isOwnCheckout(git: GitOptions, directory: string, outer: string | undefined): Promise<boolean> {
  const link = join(directory, '.git');
  const stats = await statsAt(link).catch(() => undefined);
  if (stats === undefined) return await isBare(directory, outer);
  // git goes on upwards from any other directory of that name.
  if (stats.isDirectory() && !isGitDirectory(await readdir(link).catch(() => GIT_DIRECTORY))) return false;
  if (outer !== undefined && (await isModuleOf(directory, outer))) return false;
  const asked = await runGit(git, directory, ['rev-parse', '--show-superproject-working-tree']);
  return asked.exitCode !== 0 || asked.stdout.trim() === '';
}

/** The git directories of the checkout around it belong to that. */
async function isBare(directory: string, outer: string | undefined): Promise<boolean> {
  if (outer !== undefined && isWithin(directory, join(outer, '.git'))) return false;
  return isGitDirectory(await readdir(directory).catch(() => []));
}

/** What may not be looked into is taken for a repository. */
const GIT_DIRECTORY = ['HEAD', 'objects', 'refs'];

/**
 * Whether the checkout of a submodule, also of one that the commit has not any more: its repository is kept with the one around it.
 * Source: gitrepository-layout(5), `modules`
 */
async function isModuleOf(directory: string, outer: string): Promise<boolean> {
  const [named, kept] = await Promise.all([
    gitDirectoryNamedBy(directory),
    gitDirectoryNamedBy(outer).then((administration) => administration ?? join(outer, '.git')),
  ]);
  if (named === undefined) return false;
  const [real, modules] = await Promise.all(
    [named, join(kept, 'modules')].map(async (path) => await realpath(path).catch(() => path)),
  );
  // A worktree of a submodule is one of its own.
  return (
    real !== undefined && modules !== undefined && isWithin(real, modules) && !(await isThere(join(real, 'commondir')))
  );
}
