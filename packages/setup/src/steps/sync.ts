import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, hasCode, quoteArgument } from '@ktrdr/errors';
import { howItEnded } from './how-it-ended.ts';
import type { Step } from './step.ts';
import { workspaceAbove } from './workspace-above.ts';

/**
 * What leads uv to another project than the clone, or to an environment beside it, from which `uv sync` removes all that the clone does not need.
 * Source: https://docs.astral.sh/uv/reference/environment/
 */
const LEADING_ELSEWHERE: ReadonlySet<string> = new Set([
  'UV_PROJECT',
  'UV_PROJECT_ENVIRONMENT',
  'UV_WORKING_DIR',
  'UV_WORKING_DIRECTORY',
  'VIRTUAL_ENV',
]);

/**
 * Installs what the clone needs, with uv, into the clone's own environment. What somebody has installed there before stays, and neither an environment
 * elsewhere nor a workspace that the clone lies in is changed.
 */
export const sync: Step = async ({ session, runVisible, path, env }) => {
  const environment = join(path, '.venv');
  const there = await lstat(environment).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  if (there?.isSymbolicLink() === true) throw linkedEnvironment(path);
  const workspace = await workspaceAbove(path);
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !LEADING_ELSEWHERE.has(name)));
  const result = await runVisible(
    'uv',
    // Without `--inexact`, uv removes what the lock file does not name; without `--frozen`, it writes the lock file of the workspace.
    ['sync', ...(there === undefined ? [] : ['--inexact']), ...(workspace === undefined ? [] : ['--frozen'])],
    {
      env: workspace === undefined ? own : { ...own, UV_PROJECT_ENVIRONMENT: environment },
      cwd: path,
      signal: session.signal,
    },
  );
  if (result.exitCode === 0) return 'installed its dependencies (uv sync)';
  if (result.missing) {
    throw new CodedError('uv is not installed, or not on the PATH', {
      code: 'UV_MISSING',
      hint: 'Install it: https://docs.astral.sh/uv/getting-started/installation/',
    });
  }
  throw new CodedError(`uv sync failed in ${path} (${howItEnded(result)})`, {
    code: 'SYNC_FAILED',
    hint: [
      result.exitCode === undefined
        ? 'SIGKILL comes from a system that is out of memory, or from a person.'
        : 'uv says why above.',
      ...(workspace === undefined
        ? []
        : [`It is inside the uv workspace ${workspace}, which was left unchanged: a directory outside it is better.`]),
    ].join(' '),
  });
};

function linkedEnvironment(path: string): CodedError {
  const environment = join(path, '.venv');
  return new CodedError(`${environment} is a link: uv sync would change the environment that it points to`, {
    code: 'SYNC_FAILED',
    hint: `Nothing was installed. Remove the link (the environment stays) and run setup again: rm ${quoteArgument(environment)}`,
  });
}
