import { lstat, readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { isGitDirectory } from '../git/is-git-directory.ts';
import { type BytePath, bytePath, bytesOf, textOf } from '../core/byte-path.ts';

/** What git does not say of a worktree that is to be removed. Paths are relative to it. */
export interface Survey {
  /** Directories of another user, which only the Engine can empty; the outermost ones. */
  readonly foreign: readonly string[];
  /** Directories of ours that we may not change; their bytes. */
  readonly closed: readonly BytePath[];
  /** Directories with a `.git` of their own, and bare repositories. */
  readonly repositories: readonly string[];
  /** Directories on another file system. */
  readonly mounts: readonly string[];
  /** Directories that we may not look into. */
  readonly unreadable: readonly string[];
}

/**
 * Walks through a worktree's directories, following no link. Files do not matter: who may change a directory may remove
 * whatever file is in it.
 *
 * @param uid who is to remove it; root may remove anything
 */
export async function surveyWorktree(path: string, uid: number | undefined): Promise<Survey> {
  const foreign: string[] = [];
  const closed: BytePath[] = [];
  const repositories: string[] = [];
  const mounts: string[] = [];
  const unreadable: string[] = [];
  const root = bytePath(path);
  const { dev } = await lstat(path, { bigint: true });
  const pending: { within: BytePath; isBelowForeign: boolean }[] = [{ within: '', isBelowForeign: false }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { within, isBelowForeign } = next;
    const directory = bytesOf(join(root, within));
    const relative = textOf(within);
    const stats = await lstat(directory, { bigint: true }).catch(gone);
    if (stats === undefined) continue;
    if (stats.dev !== dev) {
      mounts.push(relative);
      continue;
    }
    const isForeign = relative !== '' && uid !== undefined && uid !== 0 && stats.uid !== BigInt(uid);
    const isClosed = relative !== '' && uid !== 0 && (stats.mode & 0o700n) !== 0o700n;
    if (isForeign && !isBelowForeign) foreign.push(relative);
    else if (!isForeign && isClosed) closed.push(within);
    const entries = await entriesOf(directory);
    if (entries === undefined) {
      unreadable.push(relative);
      continue;
    }
    if (relative !== '' && isRepository(relative, entries)) repositories.push(relative);
    for (const entry of entries)
      if (entry.isDirectory())
        pending.push({ within: join(within, entry.name), isBelowForeign: isBelowForeign || isForeign });
  }
  return { foreign, closed, repositories, mounts, unreadable };
}

interface Entry {
  /** Its bytes. */
  readonly name: BytePath;
  readonly isDirectory: () => boolean;
}

/** Undefined for a directory that we may not look into. */
async function entriesOf(directory: Buffer): Promise<readonly Entry[] | undefined> {
  try {
    // With names as bytes too: node joins them to the directory's where a file system does not tell what they are.
    const entries = await readdir(directory, { withFileTypes: true, encoding: 'buffer' });
    return entries.map((entry) => ({
      name: entry.name.toString('latin1'),
      isDirectory: () => entry.isDirectory(),
    }));
  } catch (error) {
    if (hasCode(error, 'EACCES')) return undefined;
    return gone(error) ?? [];
  }
}

/** Has a `.git`, or is a git directory itself: a bare repository. */
function isRepository(relative: string, entries: readonly { readonly name: string }[]): boolean {
  // What a repository keeps in its own git directory was found with it.
  if (relative.split(sep).includes('.git')) return false;
  const names = entries.map(({ name }) => name);
  return names.includes('.git') || isGitDirectory(names);
}

function gone(error: unknown): undefined {
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
  throw error;
}
