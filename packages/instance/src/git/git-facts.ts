import { open, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, hasCode } from '@ktrdr/errors';
import { statsAt } from '../core/stats-at.ts';
import { gitDirectoryNamedBy } from './list-worktrees.ts';
import { type GitOptions, gitFailed, runGit } from './run-git.ts';

/** What git says of a directory. */
export type GitFacts =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'clone' | 'linked-worktree' | 'submodule' | 'bare';
      /** The real path of the work tree's top directory; the git directory of a bare repository. */
      readonly topLevel: string;
      /** The real path of its own git directory; of a linked worktree the one that its `.git` leads to, whatever its repository has at this path. */
      readonly gitDirectory: string;
      /** The real path of the git directory that all worktrees share. */
      readonly commonDirectory: string;
      /** Fetch and push URLs of all remotes. */
      readonly remoteUrls: readonly string[];
    };

/**
 * Asks git what `directory` is: part of a clone, of a linked worktree, of a submodule, or of no repository at all.
 *
 * @throws CodedError `PATH_UNUSABLE`, `GIT_MISSING`, or `GIT_FAILED` with git's words (a repository of another owner, a damaged one,
 *   one that may not be read)
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
    if (isNone(places.stderr) && !(await isClosed(directory))) return { kind: 'none' };
    throw gitFailed(`read the repository at ${directory}`, places);
  }
  const [bare, own = '', common = ''] = places.stdout.split('\n');
  const [gitDirectory, commonDirectory] = [await realpath(own), await realpath(common)];
  const remotes = await git('remote', '--verbose');
  if (remotes.exitCode !== 0) throw gitFailed(`read the repository at ${directory}`, remotes);
  const remoteUrls = remotes.stdout
    .split('\n')
    .flatMap((line) => /^\S+\t(.+) \((?:fetch|push)\)/.exec(line)?.[1] ?? []);
  if (bare === 'true') return { kind: 'bare', topLevel: commonDirectory, gitDirectory, commonDirectory, remoteUrls };
  // Inside the .git directory itself there is no work tree to be in.
  const top = await git('rev-parse', '--path-format=absolute', '--show-toplevel');
  if (top.exitCode !== 0 && /must be run in a work tree/.test(top.stderr)) return { kind: 'none' };
  if (top.exitCode !== 0) throw gitFailed(`read the repository at ${directory}`, top);
  const topLevel = await realpath(top.stdout.replace(/\n$/, ''));
  const superproject = await git('rev-parse', '--show-superproject-working-tree');
  if (superproject.exitCode !== 0) throw gitFailed(`read the repository at ${directory}`, superproject);
  const linked = gitDirectory !== commonDirectory;
  const kind = superproject.stdout.trim() !== '' ? 'submodule' : linked ? 'linked-worktree' : 'clone';
  return { kind, topLevel, gitDirectory, commonDirectory, remoteUrls };
}

function isNone(stderr: string): boolean {
  return /not a git repository|cannot change to .+: (?:No such file|Not a directory)/i.test(stderr);
}

/** Whether a repository is there all the same, which we may not look into: git says of that, too, that it is none. */
async function isClosed(directory: string): Promise<boolean> {
  try {
    const stats = await statsAt(join(directory, '.git'));
    const named = stats?.isFile() === true ? await gitDirectoryNamedBy(directory) : join(directory, '.git');
    if (stats === undefined || named === undefined || (await statsAt(named)) === undefined) return false;
    await readdir(named);
    await (await open(join(named, 'HEAD'))).close();
    return false;
  } catch (error) {
    if (hasCode(error, 'EACCES')) return true;
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return false;
    throw error;
  }
}

/** What git and Docker print of such a directory cannot be read back. */
function lineBreak(directory: string): CodedError {
  return new CodedError(`A path with a line break cannot be used: ${JSON.stringify(directory)}`, {
    code: 'PATH_UNUSABLE',
    hint: 'Rename that directory, and run the command again.',
  });
}
