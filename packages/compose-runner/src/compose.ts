import type { EngineEvent } from '@ktrdr/engine';
import { CodedError } from '@ktrdr/errors';
import { type ComposeProject, composeArgs, composeArgsByName } from './compose-args.ts';
import { type ComposeConfig, composeConfig } from './compose-config.ts';
import type { Container } from './container.ts';
import type { Docker } from './docker.ts';
import { engineFailure } from './engine-failure.ts';
import { parseJson } from './parse-json.ts';
import { removeNetworks } from './remove-networks.ts';
import type { OutputLine, RunResult } from '@ktrdr/process';
import { type UpOptions, upArgs } from './up-args.ts';

export interface ComposeOptions {
  readonly docker: Docker;
  /** The environment of `docker compose`: what the files interpolate. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A Compose file that is merged over the project's own, given as YAML. */
interface Overlay {
  readonly text: string;
}

/** What a command is given that reads the files with an overlay. */
interface OverlaidOptions {
  readonly overlay?: Overlay;
  readonly signal?: AbortSignal;
  readonly onLine?: (line: OutputLine) => void;
}

/** What a project's Compose files come to (`docker compose config`). */
export interface ConfigResult {
  readonly config: ComposeConfig;
  /** All of it, as Compose printed it. */
  readonly text: string;
  /** What Compose warned about: undefined variables, obsolete keys. */
  readonly warnings: readonly string[];
}

/** A Compose project with its files: the commands that need them. */
export interface Compose {
  /**
   * The resolved files of the enabled services.
   * @throws CodedError `COMPOSE_INVALID` with what Compose printed
   */
  config(): Promise<ConfigResult>;
  /** `docker compose build` of these services, with the overlay that `up` gets. Resolves also when it fails. */
  build(services: readonly string[], options?: OverlaidOptions): Promise<RunResult>;
  /** Makes the containers that `up` would start, and starts none. Resolves also when it fails. */
  create(options: OverlaidOptions): Promise<RunResult>;
  /** `docker compose up --detach`. Resolves also when it fails; aborting the signal leaves the containers as they are. */
  up(options: UpOptions & OverlaidOptions): Promise<RunResult>;
  /** Any command of Compose's, with this process's own input and output, in the directory `cwd`. Resolves also when it fails. */
  converse(command: readonly string[], options: ConverseOptions): Promise<RunResult>;
}

/** What a command is given that has this process's standard input, so that its overlay is in a file. */
export interface ConverseOptions {
  readonly overlayFile: string;
  readonly cwd: string;
  readonly signal: AbortSignal;
}

/**
 * A project with its files. Nothing is run yet.
 *
 * @returns its commands; each throws the coded errors of {@link engineFailure} when Docker does not answer
 */
export function createCompose(project: ComposeProject, { docker, env }: ComposeOptions): Compose {
  const overlaid =
    <Options>(argsOf: (options: Options) => readonly string[]) =>
    async (options: Options & OverlaidOptions): Promise<RunResult> => {
      const { overlay, signal, onLine } = options;
      const files = overlay === undefined ? project.files : [...project.files, '-'];
      return await docker.command(composeArgs({ ...project, files }, argsOf(options)), {
        env,
        ...(overlay === undefined ? {} : { input: overlay.text }),
        ...(signal === undefined ? {} : { signal }),
        ...(onLine === undefined ? {} : { onLine }),
      });
    };
  return {
    async config() {
      const result = await docker.command(composeArgs(project, ['config', '--format', 'json']), { env });
      if (result.exitCode !== 0) throw invalid(project, result);
      return {
        config: parseJson('docker compose config', result.stdout, composeConfig),
        text: result.stdout,
        warnings: result.stderr.split('\n').flatMap(readWarning),
      };
    },

    build: (services, options = {}) => overlaid(() => ['build', ...services])(options),
    create: overlaid(() => ['create']),
    up: overlaid(upArgs),
    async converse(command, { overlayFile, ...options }) {
      const files = [...project.files, overlayFile];
      return await docker.command(composeArgs({ ...project, files }, command), { env, interactive: true, ...options });
    },
  };
}

/** A Compose project by its name: the commands that need neither its files nor its variables. */
export interface ComposeByName {
  /**
   * Stops and removes all of the project's containers and networks, with `volumes` its volumes too.
   * @throws CodedError `NETWORK_IN_USE`, when all else is gone, for a network that somebody else's container is on
   */
  down(options?: {
    readonly volumes?: boolean;
    readonly signal?: AbortSignal;
    readonly onLine?: (line: OutputLine) => void;
  }): Promise<void>;
  /** The project's containers. */
  ps(): Promise<Container[]>;
  /** Reports container events until the signal aborts. */
  events(options: { since: number; signal: AbortSignal; onEvent: (event: EngineEvent) => void }): Promise<void>;
}

/**
 * A project by its name alone: Compose finds what belongs to it by labels. Nothing is run yet.
 *
 * @returns its commands; each throws the coded errors of {@link engineFailure} when Docker does not answer
 */
export function composeByName(name: string, docker: Docker): ComposeByName {
  return {
    async down({ volumes = false, signal, onLine } = {}) {
      const result = await docker.command(
        composeArgsByName(name, ['down', '--remove-orphans', ...(volumes ? ['--volumes'] : [])]),
        {
          ...(signal === undefined ? {} : { signal }),
          ...(onLine === undefined ? {} : { onLine }),
        },
      );
      if (result.exitCode !== 0) signal?.throwIfAborted();
      if (result.exitCode !== 0) throw engineFailure(`stop project ${name}`, result);
      // Without containers Compose finds nothing to go by and may leave what it once made.
      const [leftVolumes, leftNetworks] = await Promise.all([
        volumes ? docker.volumes(name) : [],
        docker.networks(name),
      ]);
      await docker.removeVolumes(leftVolumes.map((volume) => volume.name));
      await removeNetworks(
        docker,
        leftNetworks.map((network) => network.name),
      );
    },
    ps: () => docker.containers(name),
    events: (options) => docker.events(name, options),
  };
}

function invalid(project: ComposeProject, result: RunResult): CodedError {
  const engine = engineFailure('read the Compose file', result);
  if (engine.code !== 'DOCKER_FAILED') return engine;
  return new CodedError(`Compose cannot use ${project.files.join(', ')}`, {
    code: 'COMPOSE_INVALID',
    hint: 'Correct the file where Compose points, or name another with --compose-file.',
    detail: engine.detail,
  });
}

/** Compose writes warnings as `time="…" level=warning msg="…"`; the message is a Go string, which JSON reads. */
function readWarning(line: string): string[] {
  const message = /level=warning msg=("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
  if (message === undefined) return [];
  try {
    return [String(JSON.parse(message))];
  } catch {
    return [message];
  }
}
