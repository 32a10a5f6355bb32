import { commitOf } from './commit-of.ts';
import { gitAnswer } from './git-answer.ts';
import type { GitOptions } from './run-git.ts';

/**
 * What is known here of a remote's default branch: what `git clone` noted, else the one that has a usual name.
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function defaultBranchOf(git: GitOptions, directory: string, remote: string): Promise<string | undefined> {
  const prefix = `refs/remotes/${remote}/`;
  // Undefined where it is not there, or no name of a branch. Source: git-symbolic-ref(1)
  const noted = await gitAnswer(git, directory, {
    doing: `find the default branch of ${remote}`,
    args: ['symbolic-ref', '--quiet', `${prefix}HEAD`],
  });
  if (noted?.startsWith(prefix) === true) return noted.trim().slice(prefix.length);
  const usual = ['main', 'master'];
  const known = await Promise.all(usual.map(async (branch) => await commitOf(git, directory, `${prefix}${branch}`)));
  return usual.find((_, index) => known[index] !== undefined);
}
