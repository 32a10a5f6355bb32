import { ENV_FILE } from '../env-file/env-file.ts';
import { type GitOptions, runGit } from '../git/run-git.ts';

/** What of a checkout is nowhere else; null where git does not tell. */
export interface GitMarks {
  /** Whether there are changes or files that are not committed. `.env.sandbox` does not count. */
  readonly dirty: boolean | null;
  /** How many commits no remote has. */
  readonly unpushed: number | null;
}

/** Asks git about the checkout in a directory. */
export async function gitMarks(git: GitOptions, directory: string): Promise<GitMarks> {
  const [status, ahead] = await Promise.all([
    runGit(git, directory, [
      '--no-optional-locks',
      'status',
      '--porcelain',
      '--',
      '.',
      `:(exclude)${ENV_FILE}`,
      `:(exclude)${ENV_FILE}.*.tmp`,
    ]),
    runGit(git, directory, ['rev-list', '--count', 'HEAD', '--not', '--remotes']),
  ]);
  return {
    dirty: status.exitCode === 0 ? status.stdout !== '' : null,
    unpushed: ahead.exitCode === 0 ? Number(ahead.stdout) : null,
  };
}
