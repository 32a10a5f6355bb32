import { join } from 'node:path';
import { isThere } from '../core/stats-at.ts';
import type { WorkPlace } from './hiding-nothing.ts';
import { isBorn } from './is-born.ts';
import { askGit, type GitOptions } from './run-git.ts';
import type { WorkItem } from './work-at-risk.ts';

/**
 * Files whose staged version is not that of HEAD, by a git directory alone: it may be in no directory.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function stagedChanges({ path, adminDirectory }: WorkPlace, options: GitOptions): Promise<WorkItem[]> {
  if (!(await isThere(join(adminDirectory, 'index')))) return [];
  const since = (await isBorn(adminDirectory, options))
    ? ['diff-index', '--cached', '--ignore-submodules=dirty', '--name-only', '-z', 'HEAD', '--']
    : ['ls-files', '-z'];
  // The work tree that is configured may be gone, and git asks for one.
  const args = [`--git-dir=${adminDirectory}`, `--work-tree=${adminDirectory}`, ...since];
  const text = await askGit(options, adminDirectory, { doing: `look for what is staged of ${path}`, args });
  return text.split('\0').flatMap((what) => (what === '' ? [] : [{ kind: 'change', what: `${what} (staged)` }]));
}
