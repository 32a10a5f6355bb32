import { CodedError } from '@ktrdr/errors';
import type { Step } from './step.ts';

/** Installs what the clone needs, with uv. */
export const sync: Step = async ({ session, runVisible, path, env }) => {
  const { exitCode, missing } = await runVisible('uv', ['sync'], { env, cwd: path, signal: session.signal });
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
