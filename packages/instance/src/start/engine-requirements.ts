import { CodedError } from '@ktrdr/errors';
import type { EngineVersions } from '@ktrdr/compose-runner';

/**
 * Whether these are new enough: Engine 25 (`start_interval`, and the oldest API that is spoken) and Compose 2.24 (two YAML documents in one file, inline
 * `configs`).
 */
export function isNewEnough({ engine, compose }: EngineVersions): boolean {
  return isAtLeast(engine, [25, 0]) && isAtLeast(compose, [2, 24]);
}

/**
 * Refuses a Compose that cannot read what is merged over a file. An Engine that is too old has refused every question before.
 *
 * @throws CodedError `ENGINE_TOO_OLD`
 */
export function assertCompose({ compose }: Pick<EngineVersions, 'compose'>): void {
  if (isAtLeast(compose, [2, 24])) return;
  throw new CodedError(`Compose ${compose} is too old: 2.24 or newer is needed`, {
    code: 'ENGINE_TOO_OLD',
    hint: 'Nothing was started. Update Docker, or its Compose plugin (docker compose version shows the version in use).',
  });
}

/** Compares the leading numbers of a version; one that cannot be read (a development build) counts as new. */
function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [, first, second] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (first === undefined || second === undefined) return true;
  return Number(first) > major || (Number(first) === major && Number(second) >= minor);
}
