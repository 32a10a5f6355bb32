import type { Container } from '@ktrdr/compose-runner';
import { hasCode } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { assertMayEnter } from '../checkout/assert-may-enter.ts';
import type { Instance } from '../core/instance.ts';
import { withOperationLock } from '../core/with-operation-lock.ts';
import { forgetFailedStart } from '../causes/failed-start.ts';
import { rememberFailedStart } from '../causes/remember-failed-start.ts';
import { getReady } from './get-ready.ts';
import { removeSuperseded } from './images/remove-superseded.ts';
import { recordFailedStart, type StartTrail } from './record-failed-start.ts';
import { startContainers } from './start-containers.ts';
import type { StartOptions } from './start-options.ts';

/**
 * Starts an instance and says truthfully whether it is ready.
 *
 * @returns its containers, as they were when it was
 * @throws GateFailedError (`GATE_FAILED`) when it was started but is not ready; before anything starts: `SECRETS_UNAVAILABLE`,
 *   `PORT_TAKEN`, `DIRECTORY_FORBIDDEN`, `ENGINE_CHANGED`, `FOREIGN_PROJECT`, `BUSY`, `COMPOSE_INVALID`, `MOUNT_MISSING`, `EXTERNAL_MISSING`, `ENGINE_TOO_OLD`, …
 */
export async function start(
  context: Context,
  instance: Instance,
  options: StartOptions,
): Promise<readonly Container[]> {
  await assertMayEnter(instance);
  return await withOperationLock(
    context,
    instance.id,
    async (locked) => {
      const trail: StartTrail = {};
      try {
        const containers = await getReady(locked, instance, {
          options,
          trail,
          begin: async (ready) => await startContainers(locked, instance, options, ready),
        });
        await removeSuperseded(locked, instance);
        await forgetFailedStart(context, instance.id);
        return containers;
      } catch (error) {
        if (isSlip(error)) throw error;
        await rememberFailedStart(context, instance.id, error);
        await recordFailedStart(context, instance, { error, trail, signal: options.signal });
        throw error;
      }
    },
    { left: { waitMs: options.timeoutMs }, signal: options.signal },
  );
}

/** What was typed wrong is no failed start. */
function isSlip(error: unknown): boolean {
  return hasCode(error, 'NO_SUCH_SERVICE') || hasCode(error, 'USAGE');
}
