/** Why git's lock on a linked worktree is there that was made for an instance. It is what makes that worktree ours to remove. */
export function worktreeLockReason(instanceId: string): string {
  return `ktrdr sandbox ${instanceId}`;
}
