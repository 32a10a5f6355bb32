import type { Container, LogLine } from '@ktrdr/compose-runner';
import { CodedError, isCodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import type { Beginning } from './follow-containers.ts';

/** The Engine's words for a container that has gone, or is about to (26.1). */
const GONE = /no such container|dead or marked for removal/i;

/** Reads the logs of containers. */
export interface LogSource {
  readonly lines: (container: Container, from: Beginning, signal: AbortSignal) => AsyncGenerator<LogLine>;
  /** @throws CodedError `LOGS_FAILED` where the Engine had the log of none */
  readonly assertAnyRead: () => void;
}

/** Reads containers' logs. Of one whose log the Engine does not give (it may be sent elsewhere) a warning tells. */
export function createLogSource(
  { docker, report }: Context,
  { until, follow }: { readonly until: number | undefined; readonly follow: boolean },
): LogSource {
  const failed: CodedError[] = [];
  let isAnyRead = false;
  return {
    async *lines({ id, name }, from, signal) {
      try {
        yield* docker.logs(id, { ...from, until, follow, timestamps: true, signal });
        isAnyRead = true;
      } catch (error) {
        if (!isCodedError(error) || error.code !== 'DOCKER_FAILED') throw error;
        const { detail = '' } = error;
        if (GONE.test(detail)) return;
        failed.push(error);
        report({ type: 'warning', text: `The log of ${name} cannot be read: ${detail}` });
      }
    },
    assertAnyRead() {
      const [first] = failed;
      if (first === undefined || isAnyRead) return;
      throw new CodedError('No log could be read', {
        code: 'LOGS_FAILED',
        hint: `Docker's output gives the reason. If a logging driver sends the log elsewhere, read it there: docker inspect --format "{{.HostConfig.LogConfig.Type}}" <container>`,
        detail: first.detail,
      });
    },
  };
}
