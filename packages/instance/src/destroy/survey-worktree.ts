import { lstat, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { hasCode } from '@ktrdr/errors';

/** What git does not say of a worktree that is to be removed. Paths are relative to it. */
export interface Survey {
  /** Directories of another user, which only the Engine can empty; the outermost ones. */
  readonly foreign: readonly string[];
  /** Directories of ours that we may not change. */
  readonly closed: readonly string[];
  /** Directories with a `.git` of their own, and bare repositories. */
  readonly repositories: readonly string[];
  /** Directories on another file system. */
  readonly mounts: readonly string[];
  /** Directories that we may not look into. */
  readonly unreadable: readonly string[];
  /** Inodes of all directories that were looked into. */
  readonly directories: readonly string[];
}

/**
 * Walks through a worktree's directories, following no link. Files do not matter: who may change a directory may remove
 * whatever file is in it.
 *
 * @param uid who is to remove it; root may remove anything
 */
export async function surveyWorktree(path: string, uid: number | undefined): Promise<Survey> {
  const foreign: string[] = [];
  const closed: string[] = [];
  const repositories: string[] = [];
  const mounts: string[] = [];
  const unreadable: string[] = [];
  const directories: string[] = [];
  const { dev } = await lstat(path, { bigint: true });
  const pending = [{ relative: '', isBelowForeign: false }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { relative, isBelowForeign } = next;
    const stats = await lstat(join(path, relative), { bigint: true }).catch(gone);
    if (stats === undefined) continue;
    if (stats.dev !== dev) {
      mounts.push(relative);
      continue;
    }
    directories.push(String(stats.ino));
    const isForeign = relative !== '' && uid !== undefined && uid !== 0 && stats.uid !== BigInt(uid);
    const isClosed = relative !== '' && uid !== 0 && (stats.mode & 0o700n) !== 0o700n;
    if (isForeign && !isBelowForeign) foreign.push(relative);
    else if (!isForeign && isClosed) closed.push(relative);
    const entries = await readdir(join(path, relative), { withFileTypes: true }).catch((error: unknown) => {
      if (hasCode(error, 'EACCES')) return undefined;
      return gone(error) ?? [];
    });
    if (entries === undefined) {
      unreadable.push(relative);
      continue;
    }
    if (relative !== '' && isRepository(relative, entries)) repositories.push(relative);
    for (const entry of entries)
      if (entry.isDirectory())
        pending.push({ relative: join(relative, entry.name), isBelowForeign: isBelowForeign || isForeign });
  }
  return { foreign, closed, repositories, mounts, unreadable, directories };
}

/** Has a `.git`, or is a git directory itself: a bare repository. Source: git's `is_git_directory` (setup.c). */
function isRepository(relative: string, entries: readonly { readonly name: string }[]): boolean {
  // What a repository keeps in its own git directory was found with it.
  if (relative.split(sep).includes('.git')) return false;
  const names = new Set(entries.map(({ name }) => name));
  return names.has('.git') || ['HEAD', 'objects', 'refs'].every((name) => names.has(name));
}

function gone(error: unknown): undefined {
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
  throw error;
}
