import { quoteArgument } from '@ktrdr/errors';

/**
 * The command that brings a directory back to where it was registered. A linked worktree then tells its repository where it is, which had
 * learnt of the move where git had made it (git-worktree(1), `repair`).
 */
export function howItGoesBack(
  { path, isWorktree }: { readonly path: string; readonly isWorktree: boolean },
  at: string,
): string {
  const move = `mv -n ${quoteArgument(at)} ${quoteArgument(path)}`;
  return isWorktree ? `${move} && git -C ${quoteArgument(path)} worktree repair` : move;
}
