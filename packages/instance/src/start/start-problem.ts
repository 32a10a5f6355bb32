import { engineFailure } from '@ktrdr/compose-runner';
import type { RunResult } from '@ktrdr/process';
import type { Problem } from '../readiness/check.ts';
import { composeCause } from './compose-cause.ts';

const NO_REASON = /level=warning msg=|^\s*(Container|Network|Volume) /;

/**
 * What kept Compose from making or starting the containers; undefined when nothing did.
 *
 * @throws CodedError where it was the Engine, which then is what there is to say
 */
export function startProblem(result: RunResult): Problem | undefined {
  if (result.exitCode === 0) return undefined;
  const failure = engineFailure('start the containers', result);
  if (failure.code !== 'DOCKER_FAILED') throw failure;
  // Progress lines say what went well; Compose puts the reason last.
  const lines = result.stderr.split('\n').filter((line) => line.trim() !== '' && !NO_REASON.test(line));
  const said = lines.slice(-5).join('\n').trim() || `exit code ${result.exitCode ?? 'none'}`;
  return { reason: `docker compose up failed: ${said}`, hint: composeCause(said) };
}
