import { realpath } from 'node:fs/promises';
import { hasCode } from '@ktrdr/errors';
import { assertOwnProject } from '../assert-own-project.ts';
import type { Context } from '../context.ts';
import { readEnvFile, removeEnvFile } from '../env-file/env-file.ts';
import { gitFacts } from '../git/git-facts.ts';
import { type Instance, instanceOf } from '../instance.ts';
import { removeProject } from '../stop.ts';
import { withOperationLock } from '../with-operation-lock.ts';
import { noLocalProd, type PlaceFacts, type PlacePlan, planPlace } from './plan-place.ts';

/** What a destroy is about to remove. */
export interface DestroyPlan {
  readonly instance: Instance;
  readonly place: PlacePlan;
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
}

export interface DestroyOptions {
  /** Asked with the plan before anything is removed. */
  readonly confirm: (plan: DestroyPlan) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/**
 * Destroys the registered local-prod, from wherever it is called: containers, networks and volumes of its project, its
 * `.env.sandbox`, and last its registry entry. The clone stays. Killed anywhere, a second run finishes the work.
 *
 * @returns what was removed; undefined when it was not confirmed, and nothing was
 * @throws CodedError `NO_LOCAL_PROD`, `FOREIGN_PROJECT`, `BUSY`, and of the registry and Docker
 */
export async function destroyLocalProd(context: Context, options: DestroyOptions): Promise<DestroyPlan | undefined> {
  const record = await context.registry.getLocalProd();
  if (record === undefined) throw noLocalProd();
  const instance = instanceOf(record);
  return await withOperationLock(context, instance.id, async () => await destroy(context, instance, options));
}

async function destroy(
  context: Context,
  instance: Instance,
  options: DestroyOptions,
): Promise<DestroyPlan | undefined> {
  const plan = await planDestroy(context, instance);
  if (!(await options.confirm(plan))) return undefined;
  // Asked before: without its containers nothing tells which images are the project's own but their labels.
  const images = await context.docker.images(instance.id);
  await removeProject(context, instance, { volumes: true, signal: options.signal });
  await context.docker.removeImages(images);
  if (plan.place.kind === 'remove-marker') await removeEnvFile(instance.path);
  else context.report({ type: 'note', text: `No file was touched: ${plan.place.reason}.` });
  await context.registry.clearLocalProd({ expected: instance.record });
  return plan;
}

async function planDestroy(context: Context, instance: Instance): Promise<DestroyPlan> {
  const [containers, volumes, facts] = await Promise.all([
    context.docker.containers(instance.id),
    context.docker.volumes(instance.id),
    placeFacts(context, instance),
  ]);
  assertOwnProject(instance.id, instance.path, containers);
  return {
    instance,
    place: planPlace(instance, facts),
    containers: containers.map(({ name }) => name),
    volumes: volumes.map(({ name }) => name),
  };
}

async function placeFacts(context: Context, instance: Instance): Promise<PlaceFacts> {
  const realPath = await realpath(instance.path).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  });
  if (realPath === undefined) return { realPath, git: undefined, markerId: undefined };
  const [git, marker] = await Promise.all([gitFacts(instance.path, context), readEnvFile(instance.path)]);
  return { realPath, git, markerId: marker === undefined ? undefined : (marker['INSTANCE_ID'] ?? null) };
}
