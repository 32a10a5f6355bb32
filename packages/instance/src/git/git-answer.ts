import { type GitOptions, gitFailed, type GitQuestion, runGit } from './run-git.ts';

/**
 * What git prints where it ends with 0; undefined where it ends with 1, which is its answer, too: no, or there is none. A git that was killed, or
 * failed, has said nothing.
 *
 * @throws CodedError `GIT_FAILED` with git's words, `GIT_MISSING`
 */
export async function gitAnswer(
  git: GitOptions,
  directory: string,
  { doing, args, options }: GitQuestion,
): Promise<string | undefined> {
  const result = await runGit(git, directory, args, options);
  if (result.exitCode === 0) return result.stdout;
  if (result.exitCode === 1) return undefined;
  throw gitFailed(doing, result);
}
