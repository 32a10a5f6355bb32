import type { Container } from '@ktrdr/compose-runner';
import { CodedError } from '@ktrdr/errors';
import { absentService } from '../served/absent-service.ts';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import type { Context } from '../core/context.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import type { Instance } from '../core/instance.ts';
import { stateOf } from '../served/instance-state.ts';

/** Where the shell runs. */
export interface ShellOptions {
  /** The service in whose container the shell runs. */
  readonly service: string;
  /** Whether both ends are a terminal: the shell gets one too. */
  readonly terminal: boolean;
  readonly signal: AbortSignal;
}

// `bash` where there is one. The whole program is a constant; nothing of the user's is in it.
const SHELL = ['sh', '-c', 'if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi'];

/**
 * Runs a shell in a running container of the instance, with this process's own input and output.
 *
 * @returns the shell's exit code
 * @throws CodedError `ENGINE_CHANGED`, `NO_SUCH_SERVICE`, `NO_CONTAINERS`, `NOT_RUNNING`, `FOREIGN_PROJECT`, and of Docker
 */
export async function openShell(context: Context, instance: Instance, options: ShellOptions): Promise<number> {
  const { service, terminal, signal } = options;
  const [containers] = await Promise.all([context.docker.containers(instance.id), assertSameEngine(context, instance)]);
  assertOwnProject(instance.id, instance.path, containers);
  const running = containers.find((container) => container.service === service && container.state === 'running');
  if (running === undefined) {
    const services = [...new Set(containers.map((container) => container.service))].toSorted();
    if (services.length > 0 && !services.includes(service))
      throw await absentService(context, instance, { service, services });
    throw notRunning(instance, service, containers);
  }
  const result = await context.docker.converse(running.id, SHELL, { terminal, signal });
  signal.throwIfAborted();
  return result.exitCode ?? 1;
}

function notRunning({ id, kind }: Instance, service: string, containers: readonly Container[]): CodedError {
  // Of one that was stopped there is nothing to see.
  const isStopped = stateOf(containers) === 'stopped';
  return new CodedError(`Service ${service} of ${id} does not run`, {
    code: 'NOT_RUNNING',
    hint: isStopped ? `Start it with: ${kind.command} up` : `See what is wrong with: ${kind.command} status`,
  });
}
