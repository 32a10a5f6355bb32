import type { Compose, Container } from '@ktrdr/compose-runner';
import { isCodedError, messageOf } from '@ktrdr/errors';
import type { RunResult } from '@ktrdr/process';
import type { Context } from '../../core/context.ts';
import type { Problem } from '../../readiness/check.ts';
import type { Instance } from '../../core/instance.ts';
import { gaveUpTooSoon } from '../gave-up-too-soon.ts';
import { startProblem } from '../start-problem.ts';
import { waitWhile } from '../wait-while.ts';
import { connectContainers } from './connect-containers.ts';
import type { Attachment } from './plan-networks.ts';

export interface StartOnNetworksOptions {
  readonly compose: Compose;
  readonly attachments: readonly Attachment[];
  /** How Compose is run. */
  readonly run: Parameters<Compose['create']>[0] & { readonly signal: AbortSignal };
}

/**
 * Starts containers that are to be on shared networks: makes them, connects them, and only then starts them, so that their
 * processes find the shared services from the beginning. Killed in between, the next start connects what is not connected.
 *
 * @param context on the Engine's clock
 * @returns the problem that it met, if any
 * @throws CodedError where that is the Engine
 */
export async function startOnNetworks(
  context: Context,
  instance: Instance,
  { compose, attachments, run }: StartOnNetworksOptions,
): Promise<Problem | undefined> {
  if (attachments.length > 0) {
    const created = startProblem(await compose.create(run));
    if (created !== undefined || run.signal.aborted) return created;
    try {
      await connectContainers(context, instance, attachments);
    } catch (error) {
      if (isCodedError(error) && error.code !== 'DOCKER_FAILED') throw error;
      const names = [...new Set(attachments.map(({ network }) => network))].join(', ');
      const why = isCodedError(error) ? (error.detail ?? error.message) : messageOf(error);
      return { reason: `the containers could not be connected to ${names}: ${why}` };
    }
  }
  return startProblem(await upPatiently(context, instance, compose, run));
}

/** Runs Compose again where it gave up on containers that had not had their turn; once for each of them. */
async function upPatiently(
  context: Context,
  instance: Instance,
  compose: Compose,
  run: StartOnNetworksOptions['run'],
): Promise<RunResult> {
  const { docker } = context;
  const { signal } = run;
  const begunAt = context.now().getTime();
  const known = new Set<string>();
  for (;;) {
    const result = await compose.up(run);
    if (result.exitCode === 0 || signal.aborted) return result;
    const container = gaveUpTooSoon(result.stderr, await docker.containers(instance.id), begunAt);
    if (container === undefined || known.has(container.id)) return result;
    known.add(container.id);
    await waitWhile(docker, { ids: [container.id], signal, isSo: isSick });
    if (signal.aborted) return result;
  }
}

/** One that has ended stays unhealthy for good. */
function isSick({ state, health }: Container): boolean {
  return state === 'running' && health?.status === 'unhealthy';
}
