import { commitOf } from './commit-of.ts';
import { type GitOptions, runGit } from './run-git.ts';

/** What is known here of a remote's default branch: what `git clone` noted, else the one that has a usual name. */
export async function defaultBranchOf(git: GitOptions, directory: string, remote: string): Promise<string | undefined> {
  const prefix = `refs/remotes/${remote}/`;
  const { exitCode, stdout } = await runGit(git, directory, ['symbolic-ref', '--quiet', `${prefix}HEAD`]);
  if (exitCode === 0 && stdout.startsWith(prefix)) return stdout.trim().slice(prefix.length);
  const usual = ['main', 'master'];
  const known = await Promise.all(usual.map(async (branch) => await commitOf(git, directory, `${prefix}${branch}`)));
  return usual.find((_, index) => known[index] !== undefined);
}
