import { CodedError } from '@ktrdr/errors';

/** `ENGINE_UNREACHABLE`. @param detail what was tried, and what came of it */
export function engineUnreachable(detail: string | undefined, cause?: unknown): CodedError {
  return new CodedError('The Docker Engine cannot be reached', {
    code: 'ENGINE_UNREACHABLE',
    hint: 'Start it (Docker Desktop, OrbStack, or on Linux: sudo systemctl start docker), check with docker info, and try again.',
    detail,
    cause,
  });
}

/** `ENGINE_FORBIDDEN` */
export function engineForbidden(detail: string | undefined, cause?: unknown): CodedError {
  return new CodedError('You do not have permission to use the Docker Engine', {
    code: 'ENGINE_FORBIDDEN',
    hint: 'Add your user to the group of the socket (on Linux: sudo usermod -aG docker $USER), then log in again.',
    detail,
    cause,
  });
}

/** `CONTEXT_MISSING` */
export function contextMissing(name: string, detail: string | undefined): CodedError {
  return new CodedError(`There is no Docker context ${name}`, {
    code: 'CONTEXT_MISSING',
    hint: 'List the contexts (docker context ls) and choose one: docker context use default. If DOCKER_CONTEXT names it: unset DOCKER_CONTEXT',
    detail,
  });
}

/** `DOCKER_MISSING` */
export function dockerMissing(): CodedError {
  return new CodedError('The docker command is not installed, or not on the PATH', {
    code: 'DOCKER_MISSING',
    hint: 'Install Docker (https://docs.docker.com/get-docker/) and open a new terminal.',
  });
}

/** `DOCKER_TIMEOUT`. @param doing what was tried, to follow "could not" */
export function dockerTimeout(doing: string, detail: string | undefined): CodedError {
  return new CodedError(`Docker did not answer in time: could not ${doing}`, {
    code: 'DOCKER_TIMEOUT',
    hint: 'Check that the Docker Engine is healthy: docker info',
    detail,
  });
}

/** `DOCKER_FAILED`. @param doing what was tried, to follow "Could not" */
export function dockerFailed(doing: string, detail: string | undefined): CodedError {
  return new CodedError(`Could not ${doing}`, {
    code: 'DOCKER_FAILED',
    hint: "Docker's output gives the reason.",
    detail,
  });
}

/** `ENGINE_TOO_OLD`. @param version the newest API that it speaks */
export function engineTooOld(version: string, oldest: string): CodedError {
  return new CodedError(
    `The Docker Engine is too old: it speaks version ${version} of its API, and ${oldest} is needed`,
    {
      code: 'ENGINE_TOO_OLD',
      hint: 'Update Docker to Engine 25 or newer: https://docs.docker.com/engine/install/',
    },
  );
}
