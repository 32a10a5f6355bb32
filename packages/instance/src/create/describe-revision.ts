import { commitOf } from '../git/commit-of.ts';
import { askGit, type GitOptions } from '../git/run-git.ts';

/**
 * What git takes a word for that is the name of no local branch, in words: `a tag`, `a commit`. Undefined where it knows nothing by that name.
 * A new branch of such a name would be one thing to some commands of git and another to others. Source: gitrevisions(7)
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function describeRevision(git: GitOptions, directory: string, name: string): Promise<string | undefined> {
  if ((await commitOf(git, directory, name)) === undefined) return undefined;
  const doing = `find out what ${name} is`;
  const ref = (await askGit(git, directory, { doing, args: ['rev-parse', '--symbolic-full-name', name] })).trim();
  const [, kind, rest] = /^refs\/(heads|tags|remotes)\/(.+)$/.exec(ref) ?? [];
  if (kind === 'tags') return 'a tag';
  if (kind !== undefined) return `what git calls ${rest}`;
  if (ref !== '') return `what git calls ${ref}`;
  // So few digits begin the name of some commit by chance: `beef`, `cafe`.
  return /^[0-9a-f]{1,6}$/.test(name) ? undefined : 'a commit';
}
