import { askingOn } from './asking.ts';
import { type ConnectionOptions, type EngineConnection, openConnection } from './connection.ts';
import { type ContainerQuestions, containerQuestions } from './container-questions.ts';
import type { EngineInfo, EngineVersion } from './engine-info.ts';
import type { EngineEvent } from './event.ts';
import { eventsOf, type EventsOptions } from './events.ts';
import { execIn, type ExecOptions, type ExecResult } from './exec.ts';
import { type ImageQuestions, imageQuestions } from './image-questions.ts';
import type { LogLine } from './log-lines.ts';
import { logsOf, type LogsOptions } from './logs.ts';
import { type NetworkQuestions, networkQuestions } from './network-questions.ts';
import { type VolumeQuestions, volumeQuestions } from './volume-questions.ts';
import type { QuestionOptions } from './question-options.ts';

/**
 * One Docker Engine, over its API. Each method takes a time limit (`timeoutMs`, a minute without one) and a `signal`, whose reason is thrown. What
 * goes wrong is a coded error: `ENGINE_UNREACHABLE` (also where a connection is cut), `ENGINE_FORBIDDEN`, `CONTEXT_MISSING`, `DOCKER_TIMEOUT`,
 * `ENGINE_TOO_OLD`, `DOCKER_FAILED` with what the Engine says, `UNEXPECTED_OUTPUT`, and `DOCKER_MISSING` where it takes the `docker` command to
 * come to the Engine.
 */
export interface Engine extends ContainerQuestions, VolumeQuestions, NetworkQuestions, ImageQuestions {
  /** Its versions. It is answered by Engines that are too old for everything else, too. */
  version(options?: QuestionOptions): Promise<EngineVersion>;
  /** Who the Engine is, what time it has and what its machine has. */
  info(options?: QuestionOptions): Promise<EngineInfo>;
  /** What happens, as it happens. */
  events(options?: EventsOptions): AsyncIterable<EngineEvent>;
  /** What a container has written, line by line. */
  logs(container: string, options?: LogsOptions): AsyncIterable<LogLine>;
  /**
   * Runs a command in a running container, without a terminal and with nothing on its standard input. Resolves also when it fails. One
   * that has not ended in time, or whose signal is aborted, goes on in the container.
   */
  exec(container: string, command: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** What a person knows it by: `unix:///var/run/docker.sock`, `ssh://me@host`. */
  endpoint(): Promise<string>;
  /** Ends all that is open. A process ends without it, too: connections that nobody uses do not keep it. */
  close(): void;
}

/**
 * The Engine that the `docker` command would speak to. Nothing is opened yet; what is in use at the first question stays.
 *
 * @param options which Engine, or a connection to it
 */
export function createEngine(options: ConnectionOptions | { readonly connection: EngineConnection }): Engine {
  const connection = 'connection' in options ? options.connection : openConnection(options);
  const asking = askingOn(connection);
  return {
    ...containerQuestions(asking),
    ...volumeQuestions(asking),
    ...networkQuestions(asking),
    ...imageQuestions(asking),
    version: async (asked) =>
      await asking.ask(
        { doing: 'ask the Engine for its version', path: '/version', unversioned: true, ...asked },
        async () => (await import('./schemas.ts')).engineVersion(),
      ),
    info: async (asked) =>
      await asking.ask({ doing: 'ask the Engine who it is', path: '/info', ...asked }, async () =>
        (await import('./schemas.ts')).engineInfo(),
      ),
    events: (events = {}) => eventsOf(asking, events),
    logs: (container, logs = {}) => logsOf(asking, container, logs),
    exec: async (container, command, exec = {}) => await execIn(asking, container, command, exec),
    endpoint: async () => await connection.endpoint(),
    close: () => connection.close(),
  };
}
