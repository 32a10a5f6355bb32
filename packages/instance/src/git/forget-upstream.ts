import { quoteArgument } from '@ktrdr/errors';
import type { RunOptions } from '@ktrdr/process';
import type { Context } from '../core/context.ts';
import { askGit, runGit } from './run-git.ts';
import { UPSTREAM_KEYS, type UpstreamSettings } from './upstream-settings.ts';

/** What git ends with where there is no such setting. Source: git-config(1) */
const NO_SUCH_KEY = 5;

interface ForgottenUpstream {
  /** The branch that is gone. */
  readonly branch: string;
  readonly commonDirectory: string;
  /** What was configured before there was such a branch, and is to be so again. @default nothing */
  readonly before?: UpstreamSettings | undefined;
  /** How git is run. */
  readonly options?: Partial<RunOptions>;
}

/**
 * Removes what a branch that goes has followed; fine where it followed none. What git does not remove is warned about: a new branch of that
 * name would follow it. Source: git-config(1), `branch.<name>.…`
 */
export async function forgetUpstream(
  context: Pick<Context, 'env' | 'run' | 'report'>,
  { branch, commonDirectory, before = {}, options }: ForgottenUpstream,
): Promise<void> {
  for (const key of UPSTREAM_KEYS) {
    const setting = `branch.${branch}.${key}`;
    const { exitCode, stderr } = await runGit(
      context,
      '/',
      ['--git-dir', commonDirectory, 'config', '--local', '--unset-all', setting],
      options,
    );
    if (exitCode === 0 || exitCode === NO_SUCH_KEY) {
      for (const value of before[key] ?? []) {
        const args = ['--git-dir', commonDirectory, 'config', '--local', '--add', setting, value];
        await askGit(context, '/', { doing: `set ${setting} as it was before`, args, ...(options && { options }) });
      }
      continue;
    }
    const why = stderr.trim() === '' ? 'it was ended' : stderr.trim();
    const text = `git has not removed ${setting} of the branch that is gone, and a new branch of that name would follow what it followed (${why}). To remove it: git --git-dir=${quoteArgument(commonDirectory)} config --local --unset-all ${quoteArgument(setting)}`;
    context.report({ type: 'warning', text });
  }
}
