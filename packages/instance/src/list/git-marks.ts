import type { RunResult } from '@ktrdr/process';
import { ENV_FILE } from '../env-file/env-file.ts';
import { type GitOptions, runGit } from '../git/run-git.ts';
import { unreadableDirectories } from '../git/unreadable-directories.ts';

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
      // Whatever somebody has configured not to see.
      '--untracked-files=normal',
      '--ignore-submodules=none',
      '--',
      '.',
      `:(exclude)${ENV_FILE}`,
      `:(exclude)${ENV_FILE}.*.tmp`,
    ]),
    runGit(git, directory, ['rev-list', '--count', 'HEAD', '--not', '--remotes']),
  ]);
  return {
    dirty: isDirty(status),
    unpushed: ahead.exitCode === 0 ? Number(ahead.stdout) : null,
  };
}

/** Null also where git found nothing and was not let into every directory. */
function isDirty({ exitCode, stdout, stderr }: RunResult): boolean | null {
  if (exitCode !== 0) return null;
  if (stdout !== '') return true;
  return unreadableDirectories(stderr).length > 0 ? null : false;
}
