import { CodedError, quoteArgument } from '@ktrdr/errors';
import { gitAnswer } from '../git/git-answer.ts';
import type { GitOptions } from '../git/run-git.ts';
import { UNDISTURBED } from '../git/undisturbed.ts';

/**
 * Whether a file in a checkout's top directory is part of the repository.
 *
 * @throws CodedError `GIT_FAILED`, `GIT_MISSING`: then nobody knows
 */
export async function isTracked(git: GitOptions, directory: string, name: string): Promise<boolean> {
  const args = ['ls-files', '--error-unmatch', '-z', '--', `:(top,literal)${name}`];
  const doing = `say whether it tracks ${directory}/${name}`;
  return (await gitAnswer(git, directory, { doing, args, options: UNDISTURBED })) !== undefined;
}

/**
 * Refuses a file of one checkout alone that is part of the repository: a branch could decide what is mounted here.
 *
 * @param name `.env.sandbox`, in the checkout's top directory
 * @throws CodedError `ENV_FILE_TRACKED`; `GIT_FAILED`, `GIT_MISSING`: then nobody knows
 */
export async function assertUntracked(git: GitOptions, directory: string, name: string): Promise<void> {
  if (!(await isTracked(git, directory, name))) return;
  throw new CodedError(`git tracks ${directory}/${name}`, {
    code: 'ENV_FILE_TRACKED',
    hint: `Nothing was written to it. It belongs to a single checkout: remove it from the branch (git rm --cached ${quoteArgument(name)}, and a commit), or use another branch.`,
  });
}
