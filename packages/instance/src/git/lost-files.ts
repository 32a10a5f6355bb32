import { isAbsolute, join, relative } from 'node:path';
import { askGit, type GitOptions } from './run-git.ts';

/**
 * Of `paths` below `directory`, a checkout, those that git tracks, or something below them, and that the checkout has lost. Not what a sparse
 * checkout leaves out. Source: git-ls-files(1), `--deleted`
 *
 * @throws CodedError `GIT_FAILED`
 */
export async function lostFiles(git: GitOptions, directory: string, paths: readonly string[]): Promise<string[]> {
  const inside = paths.filter((path) => !isOutside(relative(directory, path)));
  if (inside.length === 0) return [];
  const text = await askGit(git, directory, {
    doing: `look for what the checkout ${directory} has lost`,
    args: [
      '--literal-pathspecs',
      'ls-files',
      '--deleted',
      '-z',
      '--',
      ...inside.map((path) => relative(directory, path)),
    ],
  });
  const lost = text.split('\0').flatMap((path) => (path === '' ? [] : [join(directory, path)]));
  return inside.filter((path) => lost.some((file) => file === path || file.startsWith(`${path}/`)));
}

function isOutside(path: string): boolean {
  return path === '' || path === '..' || path.startsWith('../') || isAbsolute(path);
}
