import { posix } from 'node:path';
import { type ComposeConfig, undouble } from '@ktrdr/compose-runner';

/** A config or a secret that a service has as a file in its container. */
export interface GivenFile {
  readonly service: string;
  /** Its path in the container. */
  readonly target: string;
  /** The file of the host that is mounted; undefined where Compose writes what it has of the file or the environment into the container. */
  readonly source: string | undefined;
  /** What the Compose file has it contain; undefined where it does not say. */
  readonly content: string | undefined;
  /** The variable whose value it contains; undefined where it is none's. */
  readonly variable: string | undefined;
}

/**
 * The configs and secrets that services have. Where they are in the container if the file does not say:
 * https://docs.docker.com/reference/compose-file/services/#configs and #secrets
 */
export function givenFiles(config: ComposeConfig): GivenFile[] {
  return Object.entries(config.services).flatMap(([service, { configs, secrets }]) =>
    [
      { used: configs, all: config.configs, directory: '/' },
      { used: secrets, all: config.secrets, directory: '/run/secrets' },
    ].flatMap(({ used, all, directory }) =>
      (used ?? []).map(({ source: key, target }) => {
        const { file, content, environment } = all?.[key] ?? {};
        return {
          service,
          target: posix.resolve(directory, undouble(target ?? key)),
          source: file === undefined ? undefined : undouble(file),
          content,
          variable: environment,
        };
      }),
    ),
  );
}
