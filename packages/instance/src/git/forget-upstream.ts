/** What git writes for a branch that follows another one. Whatever else is configured for it, its description say, somebody wrote. */
const KEYS = ['remote', 'merge', 'rebase'];

/** Removes what a branch that is gone has followed; fine where it followed none. Source: git-config(1), `branch.<name>.…` */
export async function forgetUpstream(
  branch: string,
  git: (...args: readonly string[]) => Promise<unknown>,
): Promise<void> {
  for (const key of KEYS) await git('config', '--local', '--unset-all', `branch.${branch}.${key}`);
}
