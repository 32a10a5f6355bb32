import { CodedError } from '@ktrdr/errors';
import type { Run, RunOptions, RunResult } from '@ktrdr/process';
import { gitEnvironment } from './git-environment.ts';

export interface GitOptions {
  readonly run: Run;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs git for the repository that `directory` is in, whatever the environment says. Resolves also when git fails.
 *
 * It has a session of its own, unless `options` say otherwise: Ctrl-C on the terminal ends us, and through us the question, but never the question
 * alone, whose answer would then be less than all there is.
 *
 * @throws CodedError `GIT_MISSING`
 */
export async function runGit(
  { run, env }: GitOptions,
  directory: string,
  args: readonly string[],
  options: Partial<RunOptions> = {},
): Promise<RunResult> {
  const clean = { ...gitEnvironment(env), LC_ALL: 'C' };
  // What a user likes to see of a log would be read as a part of it.
  const result = await run('git', ['-C', directory, '-c', 'log.showSignature=false', ...args], {
    cwd: '/',
    ownSession: true,
    ...options,
    env: { ...clean, ...options.env },
  });
  if (!result.missing) return result;
  throw new CodedError('git is not installed, or not on the PATH', {
    code: 'GIT_MISSING',
    hint: 'Install git and try again.',
  });
}

/** What git is asked, or told to do. */
export interface GitQuestion {
  /** What is tried, to follow "git could not": `make the worktree`. */
  readonly doing: string;
  readonly args: readonly string[];
  readonly options?: Partial<RunOptions>;
}

/**
 * What git prints, for a command that must not fail.
 *
 * @throws CodedError `GIT_FAILED` with git's words, `GIT_MISSING`
 */
export async function askGit(
  git: GitOptions,
  directory: string,
  { doing, args, options }: GitQuestion,
): Promise<string> {
  const result = await runGit(git, directory, args, options);
  if (result.exitCode === 0) return result.stdout;
  throw gitFailed(doing, result);
}

/** What git 2.39 says of `extensions.refStorage`, and of a format that does not know of it. Source: setup.c, `verify_repository_format` */
const UNKNOWN_FORMAT = /^(fatal|warning|error): (unknown repository extensions? found|Expected git repo version)/m;

/** The error for a git that failed, with its words: `GIT_FAILED`. */
export function gitFailed(doing: string, { stderr }: Pick<RunResult, 'stderr'>): CodedError {
  return new CodedError(`git could not ${doing}`, {
    code: 'GIT_FAILED',
    hint: UNKNOWN_FORMAT.test(stderr)
      ? 'A newer git created this repository. Nothing is wrong with it: upgrade git (reftables need 2.45), then try again.'
      : 'Fix the problem that git reports, then try again.',
    detail: stderr.trim(),
  });
}
