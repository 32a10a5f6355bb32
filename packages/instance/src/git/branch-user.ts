import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import { adminDirectoryOf, listWorktrees } from './list-worktrees.ts';
import type { GitOptions } from './run-git.ts';

/** A branch of a repository. */
export interface BranchPlace {
  readonly commonDirectory: string;
  /** The git directory of the worktree that goes, whose branch it is; undefined where it has gone. */
  readonly adminDirectory: string | undefined;
  readonly name: string;
}

/**
 * Who else has a branch checked out, or is in the middle of rebasing or bisecting it, which needs it at its end; in words, undefined where nobody has.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function branchUser(
  context: GitOptions,
  { commonDirectory, adminDirectory, name }: BranchPlace,
): Promise<string | undefined> {
  const ref = `refs/heads/${name}`;
  const worktrees = await listWorktrees(commonDirectory, context);
  for (const [index, { path, branch }] of worktrees.entries()) {
    const own = index === 0 ? commonDirectory : await adminDirectoryOf(commonDirectory, path);
    if (own !== undefined && own === adminDirectory) continue;
    if (branch === ref) return `it is checked out in ${path}`;
    const files = ['rebase-merge/head-name', 'rebase-apply/head-name', 'BISECT_START'];
    const names = await Promise.all(
      files.map(async (file) => (own === undefined ? '' : await trimmedText(join(own, file)))),
    );
    if (names.some((text) => text === ref || text === name)) return `it is being worked on in ${path}`;
  }
  return undefined;
}

/** The text of a file without blanks around it; empty where there is none. */
export async function trimmedText(file: string): Promise<string> {
  return await readFile(file, 'utf8').then(
    (text) => text.trim(),
    (error: unknown) => {
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return '';
      throw error;
    },
  );
}
