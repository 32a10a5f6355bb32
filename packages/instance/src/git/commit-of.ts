import { type GitOptions, runGit } from './run-git.ts';

/** The commit that a revision names; undefined for what names none. */
export async function commitOf(git: GitOptions, directory: string, revision: string): Promise<string | undefined> {
  // git would take it for an option.
  if (revision === '' || revision.startsWith('-')) return undefined;
  const args = ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`];
  const { exitCode, stdout } = await runGit(git, directory, args);
  return exitCode === 0 ? stdout.trim() : undefined;
}
