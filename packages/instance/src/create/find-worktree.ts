import { readdir, readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { sandboxLockReason } from '../git/sandbox-lock-reason.ts';
import type { CreateJournal } from '../journal/create-journal.ts';

/** What git keeps of a worktree that a create of ours has begun to make. */
export interface MadeWorktree {
  /** Its directory of administrative files, in the common git directory. */
  readonly administration: string;
  /** Whether git had got as far as to note where the worktree is. */
  readonly linked: boolean;
}

// What git may write there first, for as long as it is making the worktree.
const INITIALIZING = 'initializing';

/**
 * The worktree that the journal's create has made, whole or in part: its lock says so. Found in git's own files, because git
 * does not list one that is half made. Source: gitrepository-layout(5).
 */
export async function findWorktree(journal: CreateJournal): Promise<MadeWorktree | undefined> {
  const { id, path, commonDirectory } = journal;
  const directory = join(commonDirectory, 'worktrees');
  const names = await readdir(directory).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  });
  for (const name of names) {
    const administration = join(directory, name);
    const [gitdir, locked] = await Promise.all([
      firstLine(join(administration, 'gitdir')),
      firstLine(join(administration, 'locked')),
    ]);
    const linked = (gitdir ?? '') !== '';
    // Without a place it belongs to no directory: nothing can be lost with it.
    const here = linked ? resolve(administration, gitdir ?? '') === join(path, '.git') : isNameFor(name, path);
    // A worktree that somebody has made without a lock has no such file.
    const ours = locked === sandboxLockReason(id) || locked === INITIALIZING || (!linked && !locked);
    if (here && ours) return { administration, linked };
  }
  return undefined;
}

/** git names it after the directory, with a number where that is taken. */
function isNameFor(name: string, path: string): boolean {
  return name.startsWith(basename(path)) && /^\d*$/.test(name.slice(basename(path).length));
}

/** The first line of a file, undefined without one. */
export async function firstLine(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).split('\n')[0];
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') || hasCode(error, 'EISDIR')) return undefined;
    throw error;
  }
}
