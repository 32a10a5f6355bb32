import type { GitQuestion } from '../../git/run-git.ts';
import { TRUE_HISTORY } from '../../git/true-history.ts';
import { UNDISTURBED } from '../../git/undisturbed.ts';

/** How git is asked about a branch that may be deleted: nothing cuts its answer short, and it sees history as it was made. */
export function branchQuestion(args: readonly string[], env: Readonly<Record<string, string>> = {}): GitQuestion {
  return {
    doing: `find out whether the branch is merged (git ${args[0]})`,
    args,
    options: { ...UNDISTURBED, env: { ...TRUE_HISTORY, ...env } },
  };
}
