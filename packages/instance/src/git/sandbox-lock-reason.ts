/** Why git keeps a worktree locked that `sandbox create` made: only these are ever removed with their files. */
export function sandboxLockReason(id: string): string {
  return `ktrdr sandbox ${id}`;
}

/** The same while it is being made. The token, which is in the journal too, says by which create. */
export function creatingLockReason({ id, token }: { readonly id: string; readonly token: string }): string {
  return `${sandboxLockReason(id)}, being created by ${token}`;
}

/** Whether a lock's reason says that the worktree was made for that sandbox, be it whole or not. */
export function isSandboxLock(reason: string | undefined, id: string): boolean {
  const made = sandboxLockReason(id);
  return reason === made || (reason !== undefined && reason.startsWith(`${made}, being created by `));
}
