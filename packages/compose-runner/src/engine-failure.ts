import { CodedError } from '@ktrdr/errors';
import { dockerFailed, dockerMissing, dockerTimeout, failureInWords } from '@ktrdr/engine';
import type { RunResult } from '@ktrdr/process';

const NO_COMPOSE =
  /'compose' is not a docker command|unknown (shorthand )?flag: ('p' in -p|--short)|unknown command: docker compose/i;

/**
 * The coded error for a `docker` command that failed: `DOCKER_MISSING`, `CONTEXT_MISSING`, `ENGINE_FORBIDDEN`, `ENGINE_UNREACHABLE`,
 * `COMPOSE_MISSING`, `DOCKER_TIMEOUT`, or `DOCKER_FAILED` with what the command printed.
 *
 * @param doing what was tried, to follow "Could not": `list the containers of ktrdr-prod`
 */
export function engineFailure(doing: string, result: RunResult): CodedError {
  const detail = result.stderr.trim() || result.stdout.trim() || undefined;
  if (result.missing) return dockerMissing();
  if (result.timedOut) return dockerTimeout(doing, detail);
  if (NO_COMPOSE.test(result.stderr)) {
    return new CodedError('Docker Compose is not installed', {
      code: 'COMPOSE_MISSING',
      hint: 'Install the Compose plugin (https://docs.docker.com/compose/install/); docker compose version must answer.',
      detail,
    });
  }
  return failureInWords(result.stderr) ?? dockerFailed(doing, detail);
}
