import { gitAnswer } from './git-answer.ts';
import type { GitOptions } from './run-git.ts';

/**
 * The branch that is checked out; undefined where none is. Source: git-symbolic-ref(1)
 *
 * @throws CodedError `GIT_FAILED`, `GIT_MISSING`
 */
export async function currentBranch(git: GitOptions, directory: string): Promise<string | undefined> {
  const doing = `tell which branch is checked out in ${directory}`;
  return (await gitAnswer(git, directory, { doing, args: ['symbolic-ref', '--quiet', '--short', 'HEAD'] }))?.trim();
}
