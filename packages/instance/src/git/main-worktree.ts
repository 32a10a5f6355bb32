import { basename, dirname } from 'node:path';
import type { GitFacts } from './git-facts.ts';
import type { Worktree } from './worktree-list.ts';

/** The main worktree, beside which sandboxes are; of a bare repository, the repository itself. */
export function mainWorktree(
  git: Exclude<GitFacts, { kind: 'none' }>,
  worktrees: readonly Pick<Worktree, 'path'>[],
): string {
  if (git.kind === 'clone') return git.topLevel;
  const main = worktrees[0]?.path ?? git.commonDirectory;
  // With its git directory elsewhere, git lists that one instead.
  return basename(main) === '.git' ? dirname(main) : main;
}
