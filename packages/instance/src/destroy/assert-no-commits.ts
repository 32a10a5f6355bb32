import { CodedError, quoteArgument } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { destroyCommand } from '../core/destroy-command.ts';
import type { Instance } from '../core/instance.ts';
import { isWholeAdministration } from '../git/is-whole-administration.ts';
import { countWork, listWork } from '../git/list-work.ts';
import { listWorktrees } from '../git/list-worktrees.ts';
import { askGit } from '../git/run-git.ts';
import { TRUE_HISTORY } from '../git/true-history.ts';
import { unreachableCommits } from '../git/work-at-risk.ts';
import { isItself } from './is-itself.ts';
import type { WorktreeEntry } from './plan-place.ts';

/**
 * Refuses commits that only git's directory of a worktree still reaches, and says how to put them on a branch: who stood in the worktree could go on
 * with git until its `.git` was removed. The repository's lock must be held.
 *
 * @throws CodedError `WORK_AT_RISK`, and of git
 */
export async function assertNoCommits(context: Context, { id }: Instance, entry: WorktreeEntry): Promise<void> {
  const { path, adminDirectory } = entry;
  if (!(await isItself(entry)) || !(await isWholeAdministration(adminDirectory))) return;
  const lost = await unreachableCommits({ path, adminDirectory }, context);
  if (lost.length === 0) return;
  const commits = lost.flatMap(({ what }) => /^[\da-f]+(?= )/.exec(what) ?? []);
  const keep = await commandsThatKeep(context, { id, entry, commits });
  throw new CodedError(
    `The worktree ${path} is gone, but git still has work from it that exists nowhere else: ${countWork(lost)}`,
    {
      code: 'WORK_AT_RISK',
      detail: listWork(lost).join('\n'),
      hint: [
        ...(keep === '' ? [] : [`To keep it: ${keep}`, 'Then run the command again.']),
        `To discard it: ${destroyCommand({ id })} --force`,
      ].join('\n'),
    },
  );
}

/** A branch for each line of commits. */
async function commandsThatKeep(
  context: Context,
  { id, entry, commits }: { id: string; entry: WorktreeEntry; commits: readonly string[] },
): Promise<string> {
  if (commits.length === 0) return '';
  const { commonDirectory } = entry;
  const doing = `look for commits of ${entry.path}`;
  const ask = async (...args: readonly string[]): Promise<string[]> =>
    (await askGit(context, commonDirectory, { doing, args, options: { env: TRUE_HISTORY } })).trim().split('\n');
  const tips = await ask('merge-base', '--independent', ...commits);
  const taken = new Set(await ask('for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads'));
  const clone = (await listWorktrees(commonDirectory, context))[0]?.path ?? commonDirectory;
  const commands = tips.map((tip) => {
    const name = freeName(`${id}-rest`, taken);
    taken.add(name);
    return `git -C ${quoteArgument(clone)} branch ${quoteArgument(name)} ${quoteArgument(tip.slice(0, 12))}`;
  });
  return commands.join(' && ');
}

/** A name that is no branch's yet, nor the beginning of one's: `x-rest`, `x-rest-2`, … */
function freeName(base: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
    if (![...taken].some((one) => one === name || one.startsWith(`${name}/`))) return name;
  }
}
