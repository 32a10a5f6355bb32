import { composeByName, type ProjectParts } from '@ktrdr/compose-runner';
import { assertOwnProject } from './assert-own-project.ts';
import type { Context } from './context.ts';
import { assertAsPlanned } from './destroy/assert-as-planned.ts';
import { removeProject } from './destroy/remove-project.ts';
import { removeEngineRecord } from './engine/engine-record.ts';
import { assertSameEngine } from './engine/same-engine.ts';
import type { Instance } from './instance.ts';
import { withOperationLock } from './with-operation-lock.ts';

export interface StopOptions {
  /** Remove the volumes too, and with them the database. */
  readonly volumes: boolean;
  /** Asked before volumes are removed. @default yes */
  readonly confirm?: (parts: ProjectParts) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/**
 * Stops and removes the instance's containers and networks. Needs neither the Compose file nor secrets.
 *
 * @returns whether it did; it did nothing when it was not confirmed
 * @throws CodedError `ENGINE_CHANGED`, `FOREIGN_PROJECT`, `PLAN_CHANGED`, `BUSY`, and of Docker
 */
export async function stop(context: Context, instance: Instance, options: StopOptions): Promise<boolean> {
  return await withOperationLock(context, instance.id, async () => {
    await assertSameEngine(context, instance);
    if (options.volumes) return await removeWithVolumes(context, instance, options);
    assertOwnProject(instance.id, instance.path, await context.docker.summaries(instance.id));
    await takeDown(context, instance, options.signal);
    return true;
  });
}

/** What goes is what was asked about: by their ids, not whatever has the project's name by then. */
async function removeWithVolumes(
  context: Context,
  { id, path }: Instance,
  { confirm, signal }: StopOptions,
): Promise<boolean> {
  const planned = await context.docker.parts(id);
  assertOwnProject(id, path, planned.containers);
  if (confirm !== undefined && !(await confirm(planned))) return false;
  const now = await context.docker.parts(id);
  assertOwnProject(id, path, now.containers);
  assertAsPlanned(id, planned, now);
  await removeProject(context, now, signal);
  await removeEngineRecord(context, id);
  return true;
}

// Nothing to stop is what was wanted, no warning.
const NOTHING_THERE = /no resource found to remove/i;

/** `docker compose down` for the instance's project, which stops services in the order in which they need each other. */
async function takeDown(context: Context, instance: Instance, signal: AbortSignal): Promise<void> {
  const step = 'remove containers and networks';
  context.report({ type: 'step-started', step });
  await composeByName(instance.id, context.docker).down({
    signal,
    onLine: ({ text }) => {
      if (!NOTHING_THERE.test(text)) context.report({ type: 'output', tool: 'docker compose', text });
    },
  });
  signal.throwIfAborted();
  context.report({ type: 'step-done', step });
}
