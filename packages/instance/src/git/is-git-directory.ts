/** Whether a directory with these names in it is one of git's: that of a repository or a submodule. Source: git's `is_git_directory` (setup.c) */
export function isGitDirectory(names: Iterable<string>): boolean {
  const there = new Set(names);
  return ['HEAD', 'objects', 'refs'].every((name) => there.has(name));
}
