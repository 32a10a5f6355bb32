import { CodedError } from '@ktrdr/errors';
import type { Step } from './step.ts';

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

/** Installs what the clone needs, with uv, into the clone's own environment. */
export const sync: Step = async ({ session, runVisible, path, env }) => {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !LEADING_ELSEWHERE.has(name)));
  const { exitCode, missing } = await runVisible('uv', ['sync'], { env: own, cwd: path, signal: session.signal });
  if (exitCode === 0) return 'installed its dependencies (uv sync)';
  if (missing) {
    throw new CodedError('uv is not installed, or not on the PATH', {
      code: 'UV_MISSING',
      hint: 'Install it: https://docs.astral.sh/uv/getting-started/installation/',
    });
  }
  throw new CodedError(`uv sync failed in ${path} (it ended with ${exitCode})`, {
    code: 'SYNC_FAILED',
    hint: 'uv says why, above.',
  });
};
