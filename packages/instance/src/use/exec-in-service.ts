import type { Container } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { exitCodeOf } from '@ktrdr/process';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import { absentService } from '../served/absent-service.ts';
import { stateOf } from '../served/instance-state.ts';

/** What runs, and where. */
export interface ExecOptions {
  /** The service in whose container the command runs. */
  readonly service: string;
  /** The program, and what it gets, as the Engine is to start it: without a shell. */
  readonly command: readonly string[];
  /** Whether both ends are a terminal: the command gets one too. */
  readonly terminal: boolean;
  readonly signal: AbortSignal;
}

/**
 * Runs a command in a running container of the instance, with this process's own input and output.
 *
 * @returns the command's exit code; 126 or 127 where the container cannot start it, as `docker exec` has it
 * @throws CodedError `ENGINE_CHANGED`, `NO_SUCH_SERVICE`, `NO_CONTAINERS`, `NOT_RUNNING`, `FOREIGN_PROJECT`, and of Docker
 */
export async function execInService(context: Context, instance: Instance, options: ExecOptions): Promise<number> {
  const { service, command, terminal, signal } = options;
  const { running } = await runningContainer(context, instance, service);
  const result = await context.handOver(
    async () => await context.docker.converse(running.id, command, { terminal, signal }),
  );
  signal.throwIfAborted();
  return exitCodeOf(result);
}

/**
 * The running container of a service, and all containers of the instance.
 *
 * @throws CodedError of {@link execInService}
 */
export async function runningContainer(
  context: Context,
  instance: Instance,
  service: string,
): Promise<{ readonly running: Container; readonly containers: readonly Container[] }> {
  const [containers] = await Promise.all([context.docker.containers(instance.id), assertSameEngine(context, instance)]);
  assertOwnProject(instance.id, instance.path, containers);
  const running = containers.find((container) => container.service === service && container.state === 'running');
  if (running === undefined) {
    const services = [...new Set(containers.map((container) => container.service))].toSorted();
    if (services.length > 0 && !services.includes(service))
      throw await absentService(context, instance, { service, services });
    throw notRunning(instance, service, containers);
  }
  return { running, containers };
}

function notRunning({ id }: Instance, service: string, containers: readonly Container[]): CodedError {
  // Of one that was stopped there is nothing to see.
  const isStopped = stateOf(containers) === 'stopped';
  return new CodedError(`Service ${service} of ${id} is not running`, {
    code: 'NOT_RUNNING',
    hint: isStopped ? `Start it with: ktrdr up ${id}` : `To see what is wrong: ktrdr why ${id}`,
  });
}
