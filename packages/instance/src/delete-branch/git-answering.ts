import type { RunResult } from '@ktrdr/process';
import type { Context } from '../context.ts';
import { gitFailed, runGit } from '../git/run-git.ts';
import { TRUE_HISTORY } from '../git/true-history.ts';
import { UNDISTURBED } from '../git/undisturbed.ts';

/**
 * Asks git about a branch.
 *
 * @param answers the exit codes that are an answer
 * @throws CodedError `GIT_FAILED` for any other
 */
export async function gitAnswering(
  context: Context,
  directory: string,
  args: readonly string[],
  answers: readonly number[] = [0],
  env: Readonly<Record<string, string>> = {},
): Promise<RunResult> {
  const result = await runGit(context, directory, args, { ...UNDISTURBED, env: { ...TRUE_HISTORY, ...env } });
  if (result.exitCode !== undefined && answers.includes(result.exitCode)) return result;
  throw gitFailed(`find out whether the branch is merged (git ${args[0]})`, result);
}

/** What git prints, without white space around it. */
export async function askWhole(
  context: Context,
  directory: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return (await gitAnswering(context, directory, args, [0], env)).stdout.trim();
}
