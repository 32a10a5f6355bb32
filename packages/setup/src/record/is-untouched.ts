import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '@ktrdr/instance';
import { gitEnvironment, isThere, mountsBelow, runGit } from '@ktrdr/instance/internal';

/** What a repository keeps that `git clone` does not make before it has checked everything out. */
const OF_SOMEBODY = ['worktrees', 'modules', 'index', 'MERGE_HEAD', 'rebase-merge', 'rebase-apply'];

/**
 * Whether nothing is in an unfinished clone but what `git clone` itself has put there, as far as it came: no commit, reference, worktree or file of
 * somebody's, and no mount. What cannot be told is somebody's.
 */
export async function isUntouched(clone: string, context: Pick<Context, 'run' | 'env'>): Promise<boolean> {
  if ((await mountsBelow(clone)).length > 0) return false;
  const names = await readdir(clone);
  if (names.length === 0) return true;
  const admin = join(clone, '.git');
  if (!names.includes('.git')) return false;
  for (const name of OF_SOMEBODY) if (await isThere(join(admin, name))) return false;
  // Until all is fetched, git writes no reference.
  if (names.length === 1 && !(await hasReferences(admin))) return true;
  return await hasOnlyWhatWasCloned(clone, context);
}

async function hasReferences(admin: string): Promise<boolean> {
  for (const name of ['packed-refs', 'logs', 'reftable']) if (await isThere(join(admin, name))) return true;
  const entries = await readdir(join(admin, 'refs'), { withFileTypes: true, recursive: true }).catch(
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    },
  );
  return entries.some((entry) => !entry.isDirectory());
}

/** Whether all commits are those of the remote, and all files as they are in the one that was being checked out, or not there yet. */
async function hasOnlyWhatWasCloned(clone: string, context: Pick<Context, 'run' | 'env'>): Promise<boolean> {
  const scratch = await mkdtemp(join(tmpdir(), 'ktrdr-setup-'));
  // An index of our own: that of the clone is not written yet.
  const env = { GIT_INDEX_FILE: join(scratch, 'index'), GIT_OPTIONAL_LOCKS: '0' };
  const git = async (...args: readonly string[]): Promise<string | undefined> => {
    const own = [`--git-dir=${join(clone, '.git')}`, `--work-tree=${clone}`, '-c', 'core.fsmonitor=false'];
    const result = await runGit({ ...context, env: gitEnvironment(context.env) }, clone, [...own, ...args], { env });
    return result.exitCode === 0 ? result.stdout : undefined;
  };
  try {
    if ((await git('rev-list', '--max-count=1', '--all', '--reflog', 'HEAD', '--not', '--remotes')) !== '')
      return false;
    if ((await git('read-tree', 'HEAD')) === undefined) return false;
    const status = await git('status', '--porcelain', '-z', '--no-renames', '--ignored', '--untracked-files=all');
    return status?.split('\0').every((line) => line === '' || line.startsWith(' D ')) === true;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
