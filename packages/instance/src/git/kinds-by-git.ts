import { isAbsolute, relative } from 'node:path';
import { gitAnswer } from './git-answer.ts';
import { askGit, type GitOptions } from './run-git.ts';

/** What something that is not there would be. */
export type EntryKind = 'file' | 'directory';

/** A name that nobody gives a file, and no pattern names by itself. */
const ANY_NAME = 'ktrdr-any-name';

/**
 * What git knows of paths below `directory`, a checkout, that are not there: what it tracks is what it was, also where a sparse checkout leaves it out;
 * and a directory is what it ignores as one (`logs/`, `data/**`). No entry where it knows nothing.
 *
 * @param paths none of them behind a link
 * @throws CodedError `GIT_FAILED`
 */
export async function kindsByGit(
  git: GitOptions,
  directory: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, EntryKind>> {
  const names = new Map(paths.map((path) => [relative(directory, path), path]));
  for (const name of names.keys()) if (name === '' || name.startsWith('..') || isAbsolute(name)) names.delete(name);
  if (names.size === 0) return new Map();
  const [tracked, ignored] = await Promise.all([
    trackedEntries(git, directory, [...names.keys()]),
    ignoredNames(
      git,
      directory,
      [...names.keys()].flatMap((name) => [name, `${name}/${ANY_NAME}`]),
    ),
  ]);
  const kinds = new Map<string, EntryKind>();
  for (const [name, path] of names) {
    const kind = trackedKind(name, tracked);
    if (kind !== undefined) kinds.set(path, kind);
    // Whatever is in it is ignored, and it itself only as a directory.
    else if (!ignored.has(name) && ignored.has(`${name}/${ANY_NAME}`)) kinds.set(path, 'directory');
  }
  return kinds;
}

interface TrackedEntry {
  readonly mode: string;
  readonly name: string;
}

function trackedKind(name: string, tracked: readonly TrackedEntry[]): EntryKind | undefined {
  if (tracked.some((entry) => entry.name.startsWith(`${name}/`))) return 'directory';
  const mode = tracked.find((entry) => entry.name === name)?.mode;
  // Of submodules and of files; what a link would be, its target tells. Source: git-fast-import(1), "filemodify"
  return mode === '160000' ? 'directory' : mode?.startsWith('100') === true ? 'file' : undefined;
}

async function trackedEntries(git: GitOptions, directory: string, names: readonly string[]): Promise<TrackedEntry[]> {
  const listed = await askGit(git, directory, {
    doing: `look for what is missing in ${directory}`,
    args: ['--literal-pathspecs', 'ls-files', '--stage', '-z', '--', ...names],
  });
  return listed.split('\0').flatMap((entry) => {
    const [, mode = '', name = ''] = /^(\d+) [^\t]*\t(.*)$/s.exec(entry) ?? [];
    return name === '' ? [] : [{ mode, name }];
  });
}

async function ignoredNames(
  git: GitOptions,
  directory: string,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const listed = await gitAnswer(git, directory, {
    doing: `tell what is ignored in ${directory}`,
    args: ['check-ignore', '--no-index', '-z', '--stdin'],
    options: { input: names.map((name) => `${name}\0`).join('') },
  });
  return new Set((listed ?? '').split('\0'));
}
