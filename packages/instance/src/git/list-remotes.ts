import { gitAnswer } from './git-answer.ts';
import { askGit, type GitOptions } from './run-git.ts';

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
    gitAnswer(git, directory, {
      doing: 'read checkout.defaultRemote',
      args: ['config', '--get', 'checkout.defaultRemote'],
    }),
  ]);
  const names = listed.split('\n').filter((remote) => remote !== '');
  const wanted = [configured?.trim() ?? '', 'origin'].find((name) => names.includes(name));
  return { names, main: wanted ?? (names.length === 1 ? names[0] : undefined) };
}
