import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';

/** What git does not say of a worktree that is to be removed. Paths are relative to it. */
export interface Survey {
  /** Directories of another user, which only the Engine can empty; the outermost ones. */
  readonly foreign: readonly string[];
  /** Directories of ours that we may not change. */
  readonly closed: readonly string[];
  /** Directories with a `.git` of their own. */
  readonly repositories: readonly string[];
  /** Directories on another file system. */
  readonly mounts: readonly string[];
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
  const { dev } = await lstat(path);
  const pending = [''];
  for (let relative = pending.pop(); relative !== undefined; relative = pending.pop()) {
    const stats = await lstat(join(path, relative)).catch(gone);
    if (stats === undefined) continue;
    if (stats.dev !== dev) {
      mounts.push(relative);
      continue;
    }
    if (relative !== '' && uid !== undefined && uid !== 0 && stats.uid !== uid) {
      foreign.push(relative);
      continue;
    }
    if (relative !== '' && uid !== 0 && (stats.mode & 0o700) !== 0o700) {
      closed.push(relative);
      continue;
    }
    const entries = (await readdir(join(path, relative), { withFileTypes: true }).catch(gone)) ?? [];
    if (relative !== '' && entries.some(({ name }) => name === '.git')) repositories.push(relative);
    for (const entry of entries) if (entry.isDirectory()) pending.push(join(relative, entry.name));
  }
  return { foreign, closed, repositories, mounts };
}

function gone(error: unknown): undefined {
  if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
  throw error;
}
