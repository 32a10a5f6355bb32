import { CodedError } from '@ktrdr/errors';
import { composeByName } from '@ktrdr/compose-runner';
import { createRedactor } from '@ktrdr/secrets';
import { absentService } from '../served/absent-service.ts';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import type { Context } from '../core/context.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import type { Instance } from '../core/instance.ts';
import { instanceSecrets } from '../redaction/instance-secrets.ts';

/** A line that a container wrote. */
export interface LogLine {
  /** The container, as Compose shortens it: `backend-1`. */
  readonly container: string;
  /** RFC 3339, by the Engine's clock. */
  readonly time: string;
  readonly message: string;
}

/** Which lines, and who gets them. */
export interface ShowLogsOptions {
  readonly service?: string | undefined;
  readonly follow: boolean;
  /** The last so many lines of each container. */
  readonly lines: number;
  readonly signal: AbortSignal;
  /** Called for each line, with what is secret in it redacted. */
  readonly onLine: (line: LogLine) => void;
}

/**
 * Reads the logs of an instance's containers, of all or of one service. Needs neither the Compose file nor 1Password; the
 * secrets that the containers were given are redacted, as far as {@link instanceSecrets} knows them.
 *
 * @throws CodedError `ENGINE_CHANGED`, `NO_SUCH_SERVICE`, `NO_CONTAINERS`, `LOGS_FAILED`, and of Docker
 */
export async function showLogs(context: Context, instance: Instance, options: ShowLogsOptions): Promise<void> {
  const [containers] = await Promise.all([context.docker.containers(instance.id), assertSameEngine(context, instance)]);
  assertOwnProject(instance.id, instance.path, containers);
  const services = [...new Set(containers.map(({ service }) => service))].toSorted();
  if (services.length === 0) throw noContainers(instance);
  const { service, signal, follow, lines } = options;
  if (service !== undefined && !services.includes(service))
    throw await absentService(context, instance, { service, services });
  const { values, unknown } = await instanceSecrets(context, instance, containers);
  if (unknown.length > 0) {
    const text = `Nobody knows which secrets ${unknown.join(', ')} has as files: where they stand in a log, they are shown.`;
    context.report({ type: 'warning', text });
  }
  const redactor = createRedactor(values);
  const result = await composeByName(instance.id, context.docker).logs({
    follow,
    lines,
    timestamps: true,
    ...(service === undefined ? {} : { service }),
    signal,
    onLine: ({ stream, text }) => {
      const line = stream === 'stdout' ? parseLogLine(text) : undefined;
      if (line !== undefined) options.onLine({ ...line, message: redactor.redact(line.message) });
    },
  });
  if (result.exitCode === 0 || signal.aborted) return;
  throw new CodedError(`Could not read the logs of ${instance.id}`, {
    code: 'LOGS_FAILED',
    hint: 'Docker says why, above.',
    detail: result.stderr.trim(),
  });
}

// Compose clears the terminal's line before a log line, into a pipe too (seen with 2.26).
const CLEAR_LINE = '\u001B[2K';

/** Reads a line of `docker compose logs --timestamps --no-color`: `backend-1  | 2026-01-02T03:04:05.6Z message`. */
export function parseLogLine(line: string): LogLine | undefined {
  const text = line.startsWith(CLEAR_LINE) ? line.slice(CLEAR_LINE.length) : line;
  const [, container, time, message] = /^(\S+)\s+\| (\S+) ?(.*)$/s.exec(text) ?? [];
  return container === undefined || time === undefined || message === undefined
    ? undefined
    : { container, time, message };
}

function noContainers(instance: Instance): CodedError {
  return new CodedError(`${instance.id} has no containers, and so no logs`, {
    code: 'NO_CONTAINERS',
    hint: `Start it with: ${instance.kind.command} up`,
  });
}
