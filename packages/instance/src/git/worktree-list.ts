/** A worktree as git knows it. */
export interface Worktree {
  readonly path: string;
  readonly bare: boolean;
  /** The full name of the branch that is checked out: `refs/heads/main`. */
  readonly branch: string | undefined;
}

/** Reads `git worktree list --porcelain`: the main worktree (or the bare repository) comes first. */
export function parseWorktreeList(text: string): Worktree[] {
  return text.split('\n\n').flatMap((entry) => {
    const lines = entry.split('\n');
    const value = (key: string): string | undefined =>
      lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1);
    const path = value('worktree');
    return path === undefined ? [] : [{ path, bare: lines.includes('bare'), branch: value('branch') }];
  });
}
