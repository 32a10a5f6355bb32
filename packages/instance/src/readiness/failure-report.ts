import type { Container } from '@ktrdr/compose-runner';
import { logsCommand } from '../core/instance-command.ts';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import type { Problem } from './check.ts';
import { NOT_CREATED } from './not-created.ts';

/** What a person needs to understand why one service is not as it should be. */
export interface Failure {
  /** Absent for a problem that is about no single service. */
  readonly service: string | undefined;
  /** What is wrong with it, as `why` has it: one of the cause codes. */
  readonly code?: string;
  readonly reasons: readonly string[];
  readonly hints: readonly string[];
  /** The last output of its health probe, if that failed. */
  readonly probe: string | undefined;
  /** The last lines of its log. */
  readonly log: readonly string[];
  /** The command that shows more. */
  readonly more: string | undefined;
}

const LOG_LINES = 12;

export interface FailureFacts {
  readonly problems: readonly Problem[];
  /** The project's containers now; none where the Engine does not tell: the reasons are known all the same. */
  readonly containers: readonly Container[];
}

/** Collects, for every service with a problem, the reasons, the last probe and the last lines of log. */
export async function reportFailures(
  context: Context,
  instance: Instance,
  { problems, containers }: FailureFacts,
): Promise<Failure[]> {
  // What is wrong in itself comes before what follows from it, and of a service's problems the first says it all: a
  // container that does not run does not answer either.
  const causes = problems.toSorted(
    (one, other) => Number(one.consequence ?? false) - Number(other.consequence ?? false),
  );
  const subjects = [...new Set(causes.map(({ service }) => service))];
  return await Promise.all(
    subjects.map(async (service) => {
      const own = causes
        .filter((problem) => problem.service === service)
        .slice(0, service === undefined ? undefined : 1);
      const container = containers.find((one) => service !== undefined && one.service === service);
      const probe = container?.health?.lastProbe;
      const log =
        container === undefined ? [] : await context.docker.lastLines(container.id, LOG_LINES).catch(() => []);
      return {
        service,
        reasons: [...new Set(own.map(({ reason }) => (container === undefined ? reason : sinceThen(reason))))],
        hints: [...new Set(own.flatMap(({ hint }) => hint ?? []))],
        probe: probe === undefined || probe.exitCode === 0 ? undefined : unlessSaid(probe.output.trim(), own),
        log,
        more: container === undefined ? undefined : logsCommand(instance, container.service),
      };
    }),
  );
}

/** A reason of a service that has a container by now. */
function sinceThen(reason: string): string {
  return reason === NOT_CREATED ? 'its container was only being created' : reason;
}

/** What the probe said, unless a reason has said it all. */
function unlessSaid(output: string, problems: readonly Problem[]): string | undefined {
  return problems.some(({ reason }) => reason.includes(output)) ? undefined : output;
}
