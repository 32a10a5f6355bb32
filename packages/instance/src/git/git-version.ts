import { CodedError } from '@ktrdr/errors';
import { askGit, type GitOptions } from './run-git.ts';

/**
 * The oldest git that has all that is used here; what came last is `git worktree add --lock --reason`. Source: git's release notes, 2.33. Tried with both,
 * built from git's source: 2.33.0 creates, finishes, undoes and destroys sandboxes as newer ones do; 2.32.0 does not know `--reason`.
 */
export const OLDEST_GIT = '2.33';

/** The version that `git --version` says, when it is too old; undefined when it is not, or not known. */
export function tooOldGit(said: string): string | undefined {
  const [, version, major, minor] = /git version ((\d+)\.(\d+)\S*)/.exec(said) ?? [];
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_GIT.split('.').map(Number);
  const isOlder = Number(major) < oldestMajor || (Number(major) === oldestMajor && Number(minor) < oldestMinor);
  return isOlder ? version : undefined;
}

/** @throws CodedError `GIT_TOO_OLD`, `GIT_MISSING`, `GIT_FAILED` */
export async function assertGit(git: GitOptions): Promise<void> {
  const version = tooOldGit(await askGit(git, '/', { doing: 'say its version', args: ['--version'] }));
  if (version === undefined) return;
  throw new CodedError(`git ${version} is too old: ${OLDEST_GIT} is needed`, {
    code: 'GIT_TOO_OLD',
    hint: 'Nothing was changed. Install a newer git, open a new terminal, and run the command again.',
  });
}
