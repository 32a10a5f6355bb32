import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '@ktrdr/errors';
import type { WorkPlace } from './hiding-nothing.ts';
import { askGit, type GitOptions } from './run-git.ts';
import { TRUE_HISTORY } from './true-history.ts';
import type { WorkItem } from './work-at-risk.ts';

/** Files of a worktree's git directory, and where in each of their lines a commit is named. Source: gitrepository-layout(5), git-fetch(1) */
const NAMING: readonly (readonly [string, RegExp])[] = [
  ['logs/HEAD', /^[0-9a-f]+ ([0-9a-f]+)/gm],
  ['FETCH_HEAD', /^([0-9a-f]+)/gm],
  ['ORIG_HEAD', /^([0-9a-f]+)/gm],
];

/**
 * Commits that were checked out, or fetched, in a worktree and that no branch, tag or remote reaches: only its own log and names that git writes in passing
 * lead to them. In a worktree that was worked in there always are some, as each amended commit is one; in one that nobody has worked in there are none.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function passingCommits(
  { path, adminDirectory }: Pick<WorkPlace, 'path' | 'adminDirectory'>,
  options: GitOptions,
): Promise<WorkItem[]> {
  const named = new Set<string>();
  for (const [file, pattern] of NAMING) {
    const text = await readFile(join(adminDirectory, file), 'utf8').catch((error: unknown) => {
      if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return '';
      throw error;
    });
    for (const [, commit = ''] of text.matchAll(pattern)) if (!/^0*$/.test(commit)) named.add(commit);
  }
  if (named.size === 0) return [];
  const elsewhere = ['--not', '--branches', '--tags', '--remotes', '--'];
  const text = await askGit(options, adminDirectory, {
    doing: `look for commits that were made in ${path}`,
    // One that is gone by now cannot be lost.
    args: [`--git-dir=${adminDirectory}`, 'log', '--ignore-missing', '--format=%h %s', ...named, ...elsewhere],
    options: { env: TRUE_HISTORY },
  });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((what) => ({ kind: 'commit', what }));
}
