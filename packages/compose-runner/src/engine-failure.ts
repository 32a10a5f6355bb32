import { CodedError } from '@ktrdr/errors';
import type { RunResult } from '@ktrdr/process';

const UNREACHABLE = [
  /cannot connect to the docker daemon/i,
  /failed to connect to the docker api/i,
  /error during connect/i,
  /is the docker daemon running/i,
];
const NO_CONTEXT = /context "([^"]*)": context not found/i;
const FORBIDDEN = /permission denied while trying to connect/i;
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
  if (result.missing) {
    return new CodedError('The docker command is not installed, or not on the PATH', {
      code: 'DOCKER_MISSING',
      hint: 'Install Docker (https://docs.docker.com/get-docker/) and open a new terminal.',
    });
  }
  if (result.timedOut) {
    return new CodedError(`Docker did not answer in time: could not ${doing}`, {
      code: 'DOCKER_TIMEOUT',
      hint: 'Look whether the Docker Engine is well: docker info',
      detail,
    });
  }
  const context = NO_CONTEXT.exec(result.stderr)?.[1];
  if (context !== undefined) {
    return new CodedError(`There is no Docker context ${context}`, {
      code: 'CONTEXT_MISSING',
      hint: 'See which there are (docker context ls) and choose one: docker context use default. Where DOCKER_CONTEXT names it: unset DOCKER_CONTEXT',
      detail,
    });
  }
  if (FORBIDDEN.test(result.stderr)) {
    return new CodedError('This user may not talk to the Docker Engine', {
      code: 'ENGINE_FORBIDDEN',
      hint: 'Add the user to the group of the socket (on Linux: sudo usermod -aG docker $USER), then log in again.',
      detail,
    });
  }
  if (NO_COMPOSE.test(result.stderr)) {
    return new CodedError('Docker Compose is not installed', {
      code: 'COMPOSE_MISSING',
      hint: 'Install the Compose plugin (https://docs.docker.com/compose/install/); docker compose version must answer.',
      detail,
    });
  }
  if (UNREACHABLE.some((pattern) => pattern.test(result.stderr))) {
    return new CodedError('The Docker Engine cannot be reached', {
      code: 'ENGINE_UNREACHABLE',
      hint: 'Start it (Docker Desktop, OrbStack, or on Linux: sudo systemctl start docker), check with docker info, and try again.',
      detail,
    });
  }
  return new CodedError(`Could not ${doing}`, { code: 'DOCKER_FAILED', hint: 'Docker says why, above.', detail });
}
