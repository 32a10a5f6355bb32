import type { RunOptions } from '@ktrdr/process';
import type { Context } from '../core/context.ts';
import { gitAnswer } from './git-answer.ts';

/** What git writes for a branch that follows another one. Whatever else is configured for it, its description say, somebody wrote. */
export const UPSTREAM_KEYS = ['remote', 'merge', 'rebase'] as const;

/** The values of each of these settings of a branch. */
export type UpstreamSettings = Partial<Record<(typeof UPSTREAM_KEYS)[number], string[] | undefined>>;

/** What is configured of what a branch follows, by somebody who knew its name before it was made. Source: git-config(1), `branch.<name>.…` @throws CodedError `GIT_FAILED` */
export async function upstreamSettings(
  git: Pick<Context, 'env' | 'run'>,
  { branch, commonDirectory }: { readonly branch: string; readonly commonDirectory: string },
  options: Partial<RunOptions> = {},
): Promise<UpstreamSettings> {
  const settings: UpstreamSettings = {};
  for (const key of UPSTREAM_KEYS) {
    const args = ['--git-dir', commonDirectory, 'config', '--local', '-z', '--get-all', `branch.${branch}.${key}`];
    const stdout = await gitAnswer(git, '/', { doing: `read what branch ${branch} follows`, args, options });
    if (stdout !== undefined) settings[key] = stdout.split('\0').slice(0, -1);
  }
  return settings;
}
