import { realpath } from 'node:fs/promises';
import { CodedError } from '@ktrdr/errors';
import { type GitOptions, runGit } from './run-git.ts';

/** What git says of a directory. */
export type GitFacts =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'clone' | 'linked-worktree' | 'submodule' | 'bare';
      /** The real path of the work tree's top directory; the git directory of a bare repository. */
      readonly topLevel: string;
      /** The real path of the git directory that all worktrees share. */
      readonly commonDirectory: string;
      /** Fetch and push URLs of all remotes. */
      readonly remoteUrls: readonly string[];
    };

/**
 * Asks git what `directory` is: part of a clone, of a linked worktree, of a submodule, or of no repository at all.
 *
 * @throws CodedError `PATH_UNUSABLE`, `GIT_MISSING`, or `GIT_FAILED` with git's words (a repository of another owner, a damaged one)
 */
export async function gitFacts(directory: string, options: GitOptions): Promise<GitFacts> {
  if (/[\r\n]/.test(directory)) throw lineBreak(directory);
  const git = async (...args: string[]) => await runGit(options, directory, args);
  const places = await git(
    'rev-parse',
    '--path-format=absolute',
    '--is-bare-repository',
    '--git-dir',
    '--git-common-dir',
  );
  if (places.exitCode !== 0) {
    if (/not a git repository|cannot change to/i.test(places.stderr)) return { kind: 'none' };
    throw new CodedError(`git cannot read the repository at ${directory}`, {
      code: 'GIT_FAILED',
      hint: 'Mend what git reports, then try again.',
      detail: places.stderr.trim(),
    });
  }
  const [bare, gitDirectory = '', common = ''] = places.stdout.split('\n');
  const commonDirectory = await realpath(common);
  const remoteUrls = (await git('remote', '--verbose')).stdout
    .split('\n')
    .flatMap((line) => /^\S+\t(.+) \((?:fetch|push)\)/.exec(line)?.[1] ?? []);
  if (bare === 'true') return { kind: 'bare', topLevel: commonDirectory, commonDirectory, remoteUrls };
  // Inside the .git directory itself there is no work tree to be in.
  const top = await git('rev-parse', '--path-format=absolute', '--show-toplevel');
  if (top.exitCode !== 0) return { kind: 'none' };
  const topLevel = await realpath(top.stdout.replace(/\n$/, ''));
  const superproject = await git('rev-parse', '--show-superproject-working-tree');
  const linked = (await realpath(gitDirectory)) !== commonDirectory;
  const kind = superproject.stdout.trim() !== '' ? 'submodule' : linked ? 'linked-worktree' : 'clone';
  return { kind, topLevel, commonDirectory, remoteUrls };
}

/** What git and Docker print of such a directory cannot be read back. */
function lineBreak(directory: string): CodedError {
  return new CodedError(`A path with a line break cannot be used: ${JSON.stringify(directory)}`, {
    code: 'PATH_UNUSABLE',
    hint: 'Rename that directory, and run the command again.',
  });
}
