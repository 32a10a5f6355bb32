/** Why git keeps a worktree locked that `sandbox create` made: only these are ever removed with their files. */
export function sandboxLockReason(id: string): string {
  return `ktrdr sandbox ${id}`;
}
