import { askGit, type GitOptions } from './run-git.ts';

/** A branch of a repository, or of one of its remotes, with the first line of its last commit. */
export interface RecentBranch {
  readonly name: string;
  readonly subject: string;
}

/**
 * Local branches and those of remotes, the latest first.
 *
 * @throws CodedError `GIT_FAILED`, `GIT_MISSING`
 */
export async function recentBranches(git: GitOptions, directory: string, timeoutMs: number): Promise<RecentBranch[]> {
  const format = '--format=%(refname:short)%00%(subject)';
  const args = ['for-each-ref', format, '--sort=-committerdate', 'refs/heads', 'refs/remotes'];
  const listed = await askGit(git, directory, { doing: 'list the branches', args, options: { timeoutMs } });
  return listed.split('\n').flatMap((line) => {
    const [name = '', subject = ''] = line.split('\0');
    return name === '' ? [] : [{ name, subject }];
  });
}
