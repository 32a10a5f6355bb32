import { composeByName } from '@ktrdr/compose-runner';
import { assertOwnProject } from './assert-own-project.ts';
import type { Context } from './context.ts';
import { removeEngineRecord } from './engine/engine-record.ts';
import { assertSameEngine } from './engine/same-engine.ts';
import type { Instance } from './instance.ts';
import { withOperationLock } from './with-operation-lock.ts';

export interface StopOptions {
  /** Remove the volumes too, and with them the database. */
  readonly volumes: boolean;
  readonly signal: AbortSignal;
}

/**
 * Stops and removes the instance's containers and networks. Needs neither the Compose file nor secrets.
 *
 * @throws CodedError `ENGINE_CHANGED`, `FOREIGN_PROJECT`, `BUSY`, and of Docker
 */
export async function stop(context: Context, instance: Instance, options: StopOptions): Promise<void> {
  await withOperationLock(context, instance.id, async () => {
    await assertSameEngine(context, instance);
    assertOwnProject(instance.id, instance.path, await context.docker.summaries(instance.id));
    await removeProject(context, instance, options);
    if (options.volumes) await removeEngineRecord(context, instance.id);
  });
}

// Nothing to stop is what was wanted, no warning.
const NOTHING_THERE = /no resource found to remove/i;

/** `docker compose down` for the instance's project, and a look whether it did. */
export async function removeProject(
  context: Context,
  instance: Instance,
  { volumes, signal }: StopOptions,
): Promise<void> {
  const step = volumes ? 'remove containers, networks and volumes' : 'remove containers and networks';
  context.report({ type: 'step-started', step });
  await composeByName(instance.id, context.docker).down({
    volumes,
    signal,
    onLine: ({ text }) => {
      if (!NOTHING_THERE.test(text)) context.report({ type: 'output', tool: 'docker compose', text });
    },
  });
  signal.throwIfAborted();
  context.report({ type: 'step-done', step });
}
