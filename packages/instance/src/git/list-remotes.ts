import { askGit, type GitOptions, gitFailed, runGit } from './run-git.ts';

/** The remotes of a repository, and the one that is meant where none is named. */
export interface Remotes {
  readonly names: readonly string[];
  /** `checkout.defaultRemote`, else `origin`, else the only one. Source: git-config(1) */
  readonly main: string | undefined;
}

/** @throws CodedError `GIT_FAILED` */
export async function listRemotes(git: GitOptions, directory: string): Promise<Remotes> {
  const [listed, configured] = await Promise.all([
    askGit(git, directory, { doing: 'list the remotes', args: ['remote'] }),
    runGit(git, directory, ['config', '--get', 'checkout.defaultRemote']),
  ]);
  // 1: it is not set. Source: git-config(1)
  if (configured.exitCode !== 0 && configured.exitCode !== 1)
    throw gitFailed('read checkout.defaultRemote', configured);
  const names = listed.split('\n').filter((remote) => remote !== '');
  const wanted = [configured.stdout.trim(), 'origin'].find((name) => names.includes(name));
  return { names, main: wanted ?? (names.length === 1 ? names[0] : undefined) };
}
