import { askGit, type GitOptions, gitFailed, runGit } from './run-git.ts';

/**
 * The commit that a revision names; undefined for what names none.
 *
 * @throws CodedError `GIT_FAILED`: a repository that cannot be read does not say that there is none
 */
export async function commitOf(git: GitOptions, directory: string, revision: string): Promise<string | undefined> {
  // git would take it for an option.
  if (revision === '' || revision.startsWith('-')) return undefined;
  const args = ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`];
  const result = await runGit(git, directory, args);
  if (result.exitCode === 0) return result.stdout.trim();
  const doing = `find out what ${revision} is`;
  if (result.exitCode === undefined) throw gitFailed(doing, result);
  // 1 is an answer. 128 is one for `@{upstream}` of a branch that follows none, and none where git cannot read the repository.
  if (result.exitCode !== 1) await askGit(git, directory, { doing, args: ['rev-parse', '--git-dir'] });
  return undefined;
}
