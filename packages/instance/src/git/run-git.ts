import { CodedError } from '@ktrdr/errors';
import type { Run, RunResult } from '@ktrdr/compose-runner';

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
 * Runs git in `directory` (`git -C`), whatever repository git variables of the surroundings name. Its messages are English.
 * Resolves also when it fails.
 *
 * @throws CodedError `GIT_MISSING`
 */
export async function runGit(directory: string, args: readonly string[], { run, env }: GitOptions): Promise<RunResult> {
  const clean = { ...env, ...Object.fromEntries(LOCAL_VARIABLES.map((name) => [name, undefined])), LC_ALL: 'C' };
  // The root, because the current directory may be gone.
  const result = await run('git', ['-C', directory, ...args], { env: clean, cwd: '/' });
  if (!result.missing) return result;
  throw new CodedError('git is not installed, or not on the PATH', {
    code: 'GIT_MISSING',
    hint: 'Install git and try again.',
  });
}

/** What to throw when git cannot read a repository: `GIT_FAILED`, with its words. */
export function gitFailed(directory: string, { stderr }: RunResult): CodedError {
  return new CodedError(`git cannot read the repository at ${directory}`, {
    code: 'GIT_FAILED',
    hint: 'Mend what git reports, then try again.',
    detail: stderr.trim(),
  });
}
