import type { Compose } from '@ktrdr/compose-runner';
import { isCodedError, messageOf } from '@ktrdr/errors';
import type { Context } from '../../core/context.ts';
import type { Problem } from '../../readiness/check.ts';
import type { Instance } from '../../core/instance.ts';
import { gaveUpTooSoon } from '../gave-up-too-soon.ts';
import { startProblem } from '../start-problem.ts';
import { connectContainers } from './connect-containers.ts';
import type { Attachment } from './plan-networks.ts';

export interface StartOnNetworksOptions {
  readonly compose: Compose;
  readonly attachments: readonly Attachment[];
  /** How Compose is run. */
  readonly run: Parameters<Compose['create']>[0];
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
    if (created !== undefined || run.signal?.aborted === true) return created;
    try {
      await connectContainers(context, instance, attachments);
    } catch (error) {
      if (isCodedError(error) && error.code !== 'DOCKER_FAILED') throw error;
      const names = [...new Set(attachments.map(({ network }) => network))].join(', ');
      const why = isCodedError(error) ? (error.detail ?? error.message) : messageOf(error);
      return { reason: `the containers could not be connected to ${names}: ${why}` };
    }
  }
  const begunAt = context.now().getTime();
  const result = await compose.up(run);
  if (result.exitCode === 0 || run.signal?.aborted === true) return startProblem(result);
  const isToBeRepeated = gaveUpTooSoon(result.stderr, await context.docker.containers(instance.id), begunAt);
  return startProblem(isToBeRepeated ? await compose.up(run) : result);
}
