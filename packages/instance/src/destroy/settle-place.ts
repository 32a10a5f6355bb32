import { join } from 'node:path';
import type { Context } from '../core/context.ts';
import { type Removal, undoMade } from '../create/undo-create.ts';
import { isTracked } from '../env-file/assert-untracked.ts';
import { ENV_FILE, removeEnvFile, seenEnvFile } from '../env-file/env-file.ts';
import type { WorkItem } from '../git/work-at-risk.ts';
import { withRepositoryLock } from '../git/with-repository-lock.ts';
import type { Instance } from '../core/instance.ts';
import type { CreateJournal } from '../journals/create-journal.ts';
import { isThere } from '../core/stats-at.ts';
import { AFTERWARDS } from './afterwards.ts';
import { assertPlaceAsPlanned, type ChosenPlace } from './choose-place.ts';
import { workAtRisk } from '../git/list-work.ts';
import { assertNoIgnored, cameToIgnored } from './ignored-files.ts';
import { planWorktree } from './plan-destroy.ts';
import type { PlacePlan, WorktreeEntry } from './plan-place.ts';
import { assertNoCommits } from './assert-no-commits.ts';
import { forgetWorktree, keepLocked, removeWorktree, unlockWorktree } from './remove-worktree.ts';
import { takeAside, type TakeAsideOptions } from './take-aside.ts';

export interface SettlePlaceOptions extends Omit<TakeAsideOptions, 'entry'> {
  readonly place: PlacePlan;
}

/**
 * Does with the registered directory what was planned, if it is still what was looked at. That is found out with the repository's lock held,
 * so that nothing is waited for in between.
 *
 * @returns what was planned; of the undo of a create, what it has really removed
 * @throws CodedError `INSTANCE_CHANGED`, `WORK_AT_RISK`, `IGNORED_AT_RISK`, `NOT_EMPTY`, `FOREIGN_FILES`, `WORKTREE_NOT_REMOVED`, and of git
 */
export async function settlePlace(
  context: Context,
  instance: Instance,
  options: SettlePlaceOptions,
): Promise<PlacePlan> {
  const { place } = options;
  if (place.kind === 'undo-create')
    return { ...place, undo: await undoPlannedCreate(context, instance, place.journal, options.force === true) };
  if (place.kind === 'remove-worktree') await removePlannedWorktree(context, instance, { ...options, place });
  else await settleStayingPlace(context, instance, { ...options, place });
  return place;
}

async function settleStayingPlace(
  context: Context,
  instance: Instance,
  options: SettlePlaceOptions & { readonly place: StayingPlan },
): Promise<void> {
  const { place } = options;
  const entry = entryOf(place);
  const settle = async (): Promise<void> => await settleWhatStays(context, instance, options);
  // A repository that is gone has nothing of it, and nobody works on it.
  if (entry === undefined || !(await isThere(entry.commonDirectory))) await settle();
  else await withRepositoryLock(context, entry.commonDirectory, settle);
}

const LINES_SINCE = `They appeared, or were changed, while the command ran. ${AFTERWARDS}`;

type StayingPlan = Extract<PlacePlan, { kind: 'remove-marker' | 'leave' }>;

function entryOf(place: StayingPlan): WorktreeEntry | undefined {
  return place.kind === 'leave' ? (place.unlock ?? place.forget ?? place.keep) : place.unlock;
}

async function settleWhatStays(
  context: Context,
  instance: Instance,
  { place, identity, keepWorktree, force, ignored, shown }: SettlePlaceOptions & { readonly place: StayingPlan },
): Promise<void> {
  const planned: ChosenPlace = { place, identity };
  const file = await seenEnvFile(instance.path);
  await assertPlaceAsPlanned(context, instance, { planned, keepWorktree, force, what: AFTERWARDS });
  if (force !== true && ignored !== 'discard') {
    const now = await planWorktree(context, instance, { place, journal: undefined, force: false });
    assertNoIgnored(instance, cameToIgnored(now, shown), { changed: LINES_SINCE, keepWorktree });
  }
  if (place.kind === 'remove-marker') await removeMarker(context, instance, file);
  else context.report({ type: 'note', text: `No file was touched: ${place.reason}.` });
  if (place.unlock !== undefined) await unlockWorktree(context, place.unlock, instance);
  if (place.kind === 'leave' && place.keep !== undefined) await keepLocked(place.keep, instance);
  if (place.kind !== 'leave' || place.forget === undefined) return;
  if (force !== true) await assertNoCommits(context, instance, place.forget);
  await forgetWorktree(place.forget);
}

/** A file that git tracks is the repository's, and whoever changed it may want to keep that. */
async function removeMarker(
  context: Context,
  { path }: Instance,
  file: Awaited<ReturnType<typeof seenEnvFile>>,
): Promise<void> {
  if (await isTracked(context, path, ENV_FILE)) {
    return context.report({ type: 'note', text: `git tracks ${join(path, ENV_FILE)}: it is left unchanged.` });
  }
  await removeEnvFile(path, file);
}

async function undoPlannedCreate(
  context: Context,
  instance: Instance,
  journal: CreateJournal,
  force: boolean,
): Promise<Removal> {
  // The registry's entry goes last, when all else of the instance is gone.
  const outcome = await context.uncut(async () => await undoMade(context, journal, { force }));
  if (outcome.kind === 'undone') return outcome;
  const lost = outcome.work.map((what): WorkItem => ({ kind: 'untracked', what }));
  throw workAtRisk(instance, lost, 'It appeared while the command ran; the directory is unchanged.');
}

async function removePlannedWorktree(
  context: Context,
  instance: Instance,
  { place, ...options }: SettlePlaceOptions & { readonly place: Extract<PlacePlan, { kind: 'remove-worktree' }> },
): Promise<void> {
  options.signal.throwIfAborted();
  const step = 'remove the worktree';
  context.report({ type: 'step-started', step });
  const { entry } = place;
  const taken = await withRepositoryLock(
    context,
    entry.commonDirectory,
    async () => await takeAside(context, instance, { ...options, entry }),
  );
  await removeWorktree(context, instance, taken);
  context.report({ type: 'step-done', step });
}
