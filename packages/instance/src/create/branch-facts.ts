import { askGit, type GitOptions, runGit } from '../git/run-git.ts';
import type { BranchFacts } from './plan-branch.ts';

/** Asks git, for the repository at `directory`, about a branch. */
export async function branchFacts(
  git: GitOptions,
  directory: string,
  { name, requested }: Pick<BranchFacts, 'name' | 'requested'>,
): Promise<BranchFacts> {
  const [valid, head, remotes] = await Promise.all([
    isBranchName(git, directory, name),
    runGit(git, directory, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']),
    askGit(git, directory, { doing: 'list the remotes', args: ['remote'] }),
  ]);
  const common = { name, requested, valid, head: head.exitCode === 0 ? head.stdout.trim() : undefined };
  if (!valid) return { ...common, local: undefined, remotes: [] };
  const names = remotes.split('\n').filter((remote) => remote !== '');
  const refs = [`refs/heads/${name}`, ...names.map((remote) => `refs/remotes/${remote}/${name}`)];
  const listed = await askGit(git, directory, {
    doing: 'list the branches',
    args: ['for-each-ref', '--format=%(refname) %(objectname)', ...refs],
  });
  const commits = new Map(
    listed.split('\n').flatMap((line) => {
      const [, ref, commit] = /^(.+) ([0-9a-f]+)$/.exec(line) ?? [];
      return ref === undefined || commit === undefined ? [] : [[ref, commit] as const];
    }),
  );
  return {
    ...common,
    local: commits.get(`refs/heads/${name}`),
    remotes: names.flatMap((remote) => {
      const commit = commits.get(`refs/remotes/${remote}/${name}`);
      return commit === undefined ? [] : [{ remote, commit }];
    }),
  };
}

/** Whether git takes it for a branch's name. What git would take for an option or expand to another name is none. */
export async function isBranchName(git: GitOptions, directory: string, name: string): Promise<boolean> {
  if (name === '' || name === 'HEAD' || name.startsWith('-')) return false;
  return (await runGit(git, directory, ['check-ref-format', `refs/heads/${name}`])).exitCode === 0;
}
