import { CodedError, hasCode } from '@ktrdr/errors';
import type { Context } from '../context.ts';
import { removeEngineRecord } from '../engine/engine-record.ts';
import { removeEnvFile } from '../env-file/env-file.ts';
import type { Instance } from '../instance.ts';
import { removeJournal as removeCreateJournal } from '../journal/create-journal.ts';
import { settleJournal } from '../journal/settle-journals.ts';
import { LOCAL_PROD_ID } from '../kinds.ts';
import { registeredInstances } from '../registered-instances.ts';
import { removeProject } from '../stop.ts';
import { withOperationLock } from '../with-operation-lock.ts';
import { assertNothingLost } from './list-work.ts';
import { gatherPlace } from './gather-place.ts';
import { readJournal, removeJournal, writeJournal } from './journal.ts';
import { type DestroyPlan, planDestroy, type PlanDestroyOptions, planWorktree } from './plan-destroy.ts';
import { planPlace } from './plan-place.ts';
import { foreignFiles } from './remove-foreign-directories.ts';
import { forgetWorktree, removeWorktree, unlockWorktree } from './remove-worktree.ts';

export interface DestroyOptions extends PlanDestroyOptions {
  /** Asked with the plan before anything is removed. */
  readonly confirm: (plan: DestroyPlan) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/**
 * Destroys a registered instance, from wherever it is called: containers, networks, volumes and built images of its project; the
 * worktree that was made for it, or of a directory that was there before only `.env.sandbox`; and last its registry entry,
 * with which its slot is free. Killed anywhere, a second run finishes the work.
 *
 * @returns what was removed; undefined when it was not confirmed, and nothing was
 * @throws CodedError `WORK_AT_RISK`, `NOT_EMPTY`, `FOREIGN_FILES`, `ENGINE_CHANGED`, `FOREIGN_PROJECT`, `BUSY`, `WORKTREE_NOT_REMOVED`, and of the
 *   registry, git and Docker
 */
export async function destroyInstance(
  context: Context,
  instance: Instance,
  options: DestroyOptions,
): Promise<DestroyPlan | undefined> {
  return await withOperationLock(context, instance.id, async () => await destroy(context, instance, options));
}

async function destroy(
  context: Context,
  instance: Instance,
  options: DestroyOptions,
): Promise<DestroyPlan | undefined> {
  // A create of it that was killed is undone by what knows what it was making, or finished where somebody works there.
  await settleCreate(context, instance);
  const registered = (await registeredInstances(context)).some(({ id }) => id === instance.id);
  if (!registered) return undone(instance);
  const { journal, image, survey, ...plan } = await planDestroy(context, instance, options);
  const removesWorktree = plan.place.kind === 'remove-worktree';
  if (options.force !== true) assertNothingLost(instance, plan.work.lost, 'Nothing was changed.');
  // What only a container can remove, and there is none to do it, is found before anything is changed.
  if (image === undefined && survey.foreign.length > 0) throw foreignFiles(instance.path, survey.foreign);
  if (!(await options.confirm(plan))) return undefined;
  // Without its containers nothing tells which image they ran.
  if (removesWorktree && image !== undefined) await writeJournal(context, instance, { ...journal, image });
  await removeProject(context, instance, { volumes: true, signal: options.signal });
  await settlePlace(context, plan, options);
  await context.docker.removeImages(plan.images);
  await removeCreateJournal(context, instance.id);
  await removeEngineRecord(context, instance.id);
  await unregister(context, instance);
  return plan;
}

async function settleCreate(context: Context, { id }: Instance): Promise<void> {
  try {
    await settleJournal(context, id);
  } catch (error) {
    // Without its repository, or a journal that can be read, there is nothing to undo: what is left is destroyed as it is.
    if (!hasCode(error, 'REPOSITORY_MISSING') && !hasCode(error, 'JOURNAL_UNREADABLE')) throw error;
  }
}

function undone(instance: Instance): DestroyPlan {
  const place = { kind: 'leave', reason: 'it was not registered any more' } as const;
  const work = { lost: [], unpushed: undefined };
  return { instance, place, containers: [], volumes: [], images: [], work, mainWorktree: undefined };
}

async function settlePlace(context: Context, plan: DestroyPlan, options: DestroyOptions): Promise<void> {
  const { instance, place } = plan;
  if (place.kind === 'remove-worktree') return await removePlannedWorktree(context, instance, options);
  if (place.kind === 'remove-marker') await removeEnvFile(instance.path);
  else context.report({ type: 'note', text: `No file was touched: ${place.reason}.` });
  if (place.unlock !== undefined) await unlockWorktree(context, place.unlock);
  if (place.kind === 'leave' && place.forget !== undefined) await forgetWorktree(context, place.forget);
  await removeJournal(context, instance);
}

/** Looks again: stopping containers takes its time, and what was planned may no longer be so. */
async function removePlannedWorktree(context: Context, instance: Instance, options: DestroyOptions): Promise<void> {
  options.signal.throwIfAborted();
  const journal = await readJournal(context, instance);
  const place = planPlace(instance, await gatherPlace(context, instance, journal), options);
  if (place.kind !== 'remove-worktree') throw changedMeanwhile(instance);
  const force = options.force === true;
  const { work, survey } = await planWorktree(context, instance, { place, journal, force });
  if (!force) {
    const gone = 'It came while the command ran: containers and volumes are gone, the directory is as it was.';
    assertNothingLost(instance, work.lost, gone);
  }
  const step = 'remove the worktree';
  context.report({ type: 'step-started', step });
  const since = journal?.removing?.since;
  await removeWorktree(context, instance, { entry: place.entry, image: journal?.image, since, survey });
  context.report({ type: 'step-done', step });
}

function changedMeanwhile({ path, kind }: Instance): CodedError {
  return new CodedError(`${path} changed while containers were removed; the directory was not touched`, {
    code: 'INSTANCE_CHANGED',
    hint: `See what is there now, then run the command again: ${kind.command} destroy`,
  });
}

async function unregister({ registry }: Context, { id, record: expected }: Instance): Promise<void> {
  if (id === LOCAL_PROD_ID) await registry.clearLocalProd({ expected });
  else await registry.release(id, { expected });
}
