/**
 * Directories that `git status` passed over because it may not look into them: it warns, and ends with 0, as if nothing were there.
 * Source: git 2.39, `open_cached_dir` in dir.c: `warning: could not open directory 'private/': Permission denied`
 */
export function unreadableDirectories(stderr: string): string[] {
  return [...stderr.matchAll(/^warning: could not open directory '(.+)'/gm)].flatMap(
    ([, directory]) => directory ?? [],
  );
}
