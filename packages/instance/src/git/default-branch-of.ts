import { commitOf } from './commit-of.ts';
import { type GitOptions, gitFailed, runGit } from './run-git.ts';

/**
 * What is known here of a remote's default branch: what `git clone` noted, else the one that has a usual name.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function defaultBranchOf(git: GitOptions, directory: string, remote: string): Promise<string | undefined> {
  const prefix = `refs/remotes/${remote}/`;
  const noted = await runGit(git, directory, ['symbolic-ref', '--quiet', `${prefix}HEAD`]);
  const { exitCode, stdout } = noted;
  // 1: it is not there, or no name of a branch. Source: git-symbolic-ref(1)
  if (exitCode !== 0 && exitCode !== 1) throw gitFailed(`find the default branch of ${remote}`, noted);
  if (exitCode === 0 && stdout.startsWith(prefix)) return stdout.trim().slice(prefix.length);
  const usual = ['main', 'master'];
  const known = await Promise.all(usual.map(async (branch) => await commitOf(git, directory, `${prefix}${branch}`)));
  return usual.find((_, index) => known[index] !== undefined);
}
