import { CodedError } from '@ktrdr/errors';
import type { EngineVersions } from '@ktrdr/compose-runner';
import type { ComposeFileChoice } from './choose-compose-file.ts';

/** Whether this Engine probes health more often while a container starts (`start_interval`, since Engine 25). */
export function knowsStartInterval({ engine, compose }: EngineVersions): boolean {
  return isAtLeast(engine, [25, 0]) && isAtLeast(compose, [2, 24]);
}

/**
 * Refuses a Compose that cannot read what is merged over a file (two YAML documents in one, since 2.24.0), and the shipped Compose file on an
 * Engine or Compose that lacks what it uses (`start_interval`, inline `configs`).
 *
 * @throws CodedError `ENGINE_TOO_OLD`
 */
export function assertEngine(versions: EngineVersions, choice: Pick<ComposeFileChoice, 'shipped'>): void {
  if (!isAtLeast(versions.compose, [2, 24])) {
    throw new CodedError(`Compose ${versions.compose} is too old: 2.24 or newer is needed`, {
      code: 'ENGINE_TOO_OLD',
      hint: 'Nothing was started. Update Docker, or its Compose plugin (docker compose version says which is found).',
    });
  }
  if (!choice.shipped || knowsStartInterval(versions)) return;
  throw new CodedError(`The shipped Compose file needs Docker Engine 25 or newer; this one is ${versions.engine}`, {
    code: 'ENGINE_TOO_OLD',
    hint: 'Update Docker, or bring a Compose file of your own with --compose-file.',
  });
}

/** Compares the leading numbers of a version; one that cannot be read (a development build) counts as new. */
function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [, first, second] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (first === undefined || second === undefined) return true;
  return Number(first) > major || (Number(first) === major && Number(second) >= minor);
}
