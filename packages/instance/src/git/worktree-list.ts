/** A worktree as git knows it. */
export interface Worktree {
  readonly path: string;
  readonly bare: boolean;
  /** The full name of the branch that is checked out: `refs/heads/main`. */
  readonly branch: string | undefined;
  /** Why it is locked; empty for a lock without a reason, undefined without a lock. */
  readonly lockReason?: string | undefined;
}

/**
 * Reads `git worktree list --porcelain`: the main worktree (or the bare repository) comes first.
 *
 * @param end what ends a line: with `-z`, NUL. Source: git-worktree(1), "Porcelain format"
 */
export function parseWorktreeList(text: string, end = '\n'): Worktree[] {
  return text.split(`${end}${end}`).flatMap((entry) => {
    const lines = entry.split(end);
    const value = (key: string): string | undefined =>
      lines.find((line) => line === key || line.startsWith(`${key} `))?.slice(key.length + 1);
    const path = value('worktree');
    if (path === undefined) return [];
    return [{ path, bare: lines.includes('bare'), branch: value('branch'), lockReason: value('locked') }];
  });
}
