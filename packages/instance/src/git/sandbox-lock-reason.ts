import { quoteArgument } from '@ktrdr/errors';
/** How to let go of a locked worktree: git shows a lock's reason to the one whose command it refuses. */
const remedy = (id: string): string => `to remove it: ktrdr sandbox destroy --name ${quoteArgument(id)}`;

/** Why git keeps a worktree locked that `sandbox create` made: only these are ever removed with their files. */
export function sandboxLockReason(id: string): string {
  return `ktrdr sandbox ${id}; ${remedy(id)}`;
}

/** The same while it is being made. The token, which is in the journal too, says by which create. */
export function creatingLockReason({ id, token }: { readonly id: string; readonly token: string }): string {
  return `ktrdr sandbox ${id}, being created by ${token}`;
}

/** By which create a lock's reason says that the worktree is being made; undefined for any other reason. */
export function creatingToken(reason: string | undefined, id: string): string | undefined {
  const creating = beingCreated(reason);
  return creating?.id === id ? creating.token : undefined;
}

/** Which sandbox a lock's reason says that the worktree is being made for, and by which create. */
export function beingCreated(reason: string | undefined): { readonly id: string; readonly token: string } | undefined {
  const [, id, token] = /^ktrdr sandbox (\S+), being created by (.*)$/.exec(reason ?? '') ?? [];
  return id === undefined || token === undefined ? undefined : { id, token };
}

/** Whether a lock's reason says that the worktree was made for that sandbox, be it whole or not. */
export function isSandboxLock(reason: string | undefined, id: string): boolean {
  if (reason === undefined) return false;
  // Without the remedy it is that of an earlier version.
  return [`ktrdr sandbox ${id}`, sandboxLockReason(id)].includes(reason) || creatingToken(reason, id) !== undefined;
}

/** Why git keeps a worktree locked that somebody else made, and that is registered as a sandbox: its files are never removed. */
export function adoptedLockReason(id: string): string {
  return `in use by ktrdr sandbox ${id}; to let go of it: ktrdr sandbox destroy --name ${quoteArgument(id)}`;
}
