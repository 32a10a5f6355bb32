import { askGit, type GitOptions, gitFailed, runGit } from './run-git.ts';

/**
 * Whether the HEAD of a git directory has a commit. It has none only if it names a branch that is not there; anything else that has none is
 * damaged.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function isBorn(adminDirectory: string, options: GitOptions): Promise<boolean> {
  // The work tree that is configured, of a submodule, may be gone, and git asks for one.
  const at = [`--git-dir=${adminDirectory}`, `--work-tree=${adminDirectory}`];
  const head = await runGit(options, adminDirectory, [...at, 'rev-parse', '--quiet', '--verify', 'HEAD^{commit}']);
  if (head.exitCode === 0) return true;
  const doing = 'read the HEAD of a worktree';
  const args = [...at, 'symbolic-ref', '--quiet', 'HEAD'];
  const branch = (await askGit(options, adminDirectory, { doing, args })).trim();
  const found = await askGit(options, adminDirectory, { doing, args: [...at, 'for-each-ref', branch] });
  if (found.trim() === '') return false;
  throw gitFailed(doing, head);
}
