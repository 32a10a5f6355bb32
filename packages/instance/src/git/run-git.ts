import { CodedError } from '@ktrdr/errors';
import type { Run, RunOptions, RunResult } from '@ktrdr/compose-runner';

export interface GitOptions {
  readonly run: Run;
  readonly env: Readonly<Record<string, string | undefined>>;
}

// git exports these to hooks and aliases; inherited, they would make it answer for another repository.
// Source: git rev-parse --local-env-vars
const LOCAL_VARIABLES = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_PARAMETERS',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NAMESPACE',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
];

/**
 * Runs git for the repository that `directory` is in, whatever the environment says. Resolves also when git fails.
 *
 * @throws CodedError `GIT_MISSING`
 */
export async function runGit(
  { run, env }: GitOptions,
  directory: string,
  args: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  const clean = { ...env, ...Object.fromEntries(LOCAL_VARIABLES.map((name) => [name, undefined])), LC_ALL: 'C' };
  const result = await run('git', ['-C', directory, ...args], {
    cwd: '/',
    ...options,
    env: { ...clean, ...options.env },
  });
  if (!result.missing) return result;
  throw new CodedError('git is not installed, or not on the PATH', {
    code: 'GIT_MISSING',
    hint: 'Install git and try again.',
  });
}

/**
 * What git prints, for a command that must not fail.
 *
 * @param doing what is tried, to follow "git could not": `make the worktree`
 * @throws CodedError `GIT_FAILED` with git's words, `GIT_MISSING`
 */
export async function askGit(
  git: GitOptions,
  directory: string,
  { doing, args, options }: { doing: string; args: readonly string[]; options?: Partial<RunOptions> },
): Promise<string> {
  const result = await runGit(git, directory, args, options);
  if (result.exitCode === 0) return result.stdout;
  throw new CodedError(`git could not ${doing}`, {
    code: 'GIT_FAILED',
    hint: 'Mend what git reports, then try again.',
    detail: result.stderr.trim(),
  });
}
