/** What the name of a branch that somebody has asked for stands for. */
export type BranchRequest =
  /** A branch of that name, here or to be made. */
  | { readonly kind: 'branch'; readonly name: string }
  /** `origin/feat`: the branch `feat` of the remote `origin`, for a local branch `feat`. */
  | { readonly kind: 'remote-branch'; readonly name: string; readonly remote: string; readonly asked: string };

/**
 * Reads a branch's name as git's users do: what begins with the name of a remote is that remote's branch, unless there is a local branch of
 * that very name.
 */
export function branchRequest(
  asked: string,
  { isLocal, remotes }: { readonly isLocal: boolean; readonly remotes: readonly string[] },
): BranchRequest {
  const remote = isLocal ? undefined : remoteOf(asked, remotes);
  if (remote === undefined) return { kind: 'branch', name: asked };
  return { kind: 'remote-branch', name: asked.slice(remote.length + 1), remote, asked };
}

/** The remote with whose name and a slash a revision begins; the longest one, as a remote's name may have slashes. */
export function remoteOf(revision: string, remotes: readonly string[]): string | undefined {
  return remotes
    .filter((remote) => revision.startsWith(`${remote}/`) && revision.length > remote.length + 1)
    .toSorted((one, other) => other.length - one.length)[0];
}
