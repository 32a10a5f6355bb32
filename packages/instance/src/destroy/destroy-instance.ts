import type { Context } from '../core/context.ts';
import { CodedError, isCodedError, quoteArgument } from '@ktrdr/errors';
import { destroyCommand } from '../core/destroy-command.ts';
import { removeMaker } from '../core/maker-record.ts';
import { deleteBranch } from './branch/delete-branch.ts';
import type { DeletableBranch } from './branch/judge-branch.ts';
import { removeEngineRecord } from '../engine/engine-record.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import { forgetSecrets } from '../volumes/secrets-memory.ts';
import type { Instance } from '../core/instance.ts';
import { removeJournal as removeCreateJournal } from '../journals/create-journal.ts';
import { LOCAL_PROD_ID } from '../core/kinds.ts';
import { registeredInstances } from '../core/registered-instances.ts';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import { assertAsPlanned } from './assert-as-planned.ts';
import { assertPlaceAsPlanned } from './choose-place.ts';
import { CONTAINERS_AND_NETWORKS, removeProject } from './remove-project.ts';
import { forgetFailedStart } from '../causes/failed-start.ts';
import { forgetPostCreate } from '../hooks/owed-hook.ts';
import { forgetStart } from '../start/current/start-memory.ts';
import { forgetImages, ownImages } from '../images/image-memory.ts';
import { removeSuperseded } from '../start/images/remove-superseded.ts';
import { assertNoneTakenOver } from '../volumes/taken-over.ts';
import { assertStillOwn } from '../volumes/assert-still-own.ts';
import { assertVolumesUnused } from '../volumes/volumes-in-use.ts';
import { removeVolumeRecord } from '../volumes/volume-record.ts';
import { listRecordings } from '../records/list-recordings.ts';
import { rememberVolumes, volumesOf } from '../volumes/volumes-of.ts';
import { LEFT_WITHIN_MS, withOperationLock } from '../core/with-operation-lock.ts';
import { runHook } from '../hooks/run-hook.ts';
import type { Hook } from '../hooks/find-hook.ts';
import { assertNoIgnored, cameToIgnored, type NamedFiles } from './ignored-files.ts';
import { assertNothingLost } from '../git/list-work.ts';
import { removeDownJournal } from '../journals/unfinished-removal.ts';
import { type Journal, type KeptPart, removeJournal, writeJournal } from '../journals/destroy-journal.ts';
import { assertKeeps } from './assert-keeps.ts';
import {
  type DestroyPlan,
  planDestroy,
  type PlanDestroyOptions,
  planWorktree,
  waysToKeepVolumes,
} from './plan-destroy.ts';
import type { PlacePlan } from './plan-place.ts';
import { isThere } from '../core/stats-at.ts';
import { settlePlace } from './settle-place.ts';

/** What goes, who agrees to it, and what becomes of files that git ignores. */
export interface DestroyOptions extends PlanDestroyOptions {
  /** Asked with the plan before anything is removed. */
  readonly confirm: (plan: DestroyPlan) => Promise<boolean>;
  /** Asked behind it whether a branch goes that may go, where it was asked for as `deleteBranch`. @default it goes */
  readonly confirmBranch?: ((branch: DeletableBranch) => Promise<boolean>) | undefined;
  /**
   * What becomes of files that git ignores and nothing rebuilds, and of lines of a person in `.env.sandbox`: those that `confirm` was shown go, `refuse` lets nothing go that has any,
   * `discard` lets them go whatever they are. @default 'ask'
   */
  readonly ignored?: 'ask' | 'refuse' | 'discard';
  /** What becomes of volumes that the instance has taken over: those that `confirm` was shown go, or nothing goes. @default 'ask' */
  readonly takenOver?: 'ask' | 'refuse' | undefined;
  /** What becomes of what an interrupted destroy was told to leave: it is said before `confirm` is asked, or nothing goes. @default 'ask' */
  readonly unkept?: 'ask' | 'refuse' | undefined;
  /** Run when it is agreed and nothing is removed yet, where its directory is there: if it fails, nothing is destroyed. */
  readonly hook?: Hook | undefined;
  readonly signal: AbortSignal;
}

/**
 * Destroys a registered instance, from wherever it is called: containers, networks, volumes and built images of its project; the
 * worktree that was made for it, or of a directory that was there before only `.env.sandbox`; and last its registry entry,
 * with which its slot is free. Killed anywhere, a second run finishes the work.
 *
 * @returns what was removed; undefined when it was not confirmed, and nothing was
 * @throws CodedError `WORK_AT_RISK`, `IGNORED_AT_RISK`, `NOT_EMPTY`, `REPOSITORY_MISSING`, `REMAINS_UNKNOWN`, `FOREIGN_FILES`, `ENGINE_CHANGED`, `FOREIGN_PROJECT`, `STRANGE_VOLUMES`, `TAKEN_OVER_VOLUMES`, `KEPT_BEFORE`, `VOLUMES_IN_USE`, `BUSY`, `WORKTREE_NOT_REMOVED`, `HOOK_FAILED`, and of the
 *   registry, git and Docker
 */
export async function destroyInstance(
  context: Context,
  instance: Instance,
  options: DestroyOptions,
): Promise<DestroyPlan | undefined> {
  return await withOperationLock(context, instance.id, async (locked) => await destroy(locked, instance, options), {
    left: { waitMs: LEFT_WITHIN_MS },
    signal: options.signal,
  });
}

async function destroy(
  context: Context,
  instance: Instance,
  options: DestroyOptions,
): Promise<DestroyPlan | undefined> {
  // Another one under the same id, made while the lock was waited for, is not what was named.
  const registered = (await registeredInstances(context)).some(
    ({ id, createdAt }) => id === instance.id && createdAt === instance.createdAt,
  );
  if (!registered) return undone(instance);
  const { journal, image, named, parts, whose, identity, ...plan } = await planDestroy(context, instance, options);
  const removesWorktree = plan.place.kind === 'remove-worktree';
  // What an earlier destroy has moved aside is looked for there.
  const at = { ...instance, path: plan.place.kind === 'remove-worktree' ? plan.place.at : instance.path };
  if (options.force !== true) assertNothingLost(at, plan.work.lost, 'Nothing was changed.');
  if (options.ignored === 'refuse')
    assertNoIgnored(at, plan.ignored, { changed: 'Nothing was changed.', keepWorktree: options.keepWorktree });
  const keeps = keptBy(options);
  assertKeeps(context, instance, { journal, keeps, unkept: options.unkept ?? 'ask' });
  if (options.takenOver === 'refuse' && options.keepVolumes !== true)
    assertNoneTakenOver(instance.id, whose.own, waysWithTakenOver(instance, options));
  if (!(await options.confirm(plan))) return undefined;
  // The undo of a create takes its branch with it, which holds nothing.
  const agreed = plan.place.kind === 'undo-create' ? plan.branch : await agreedBranch(plan.branch, options);
  if (options.hook !== undefined)
    await runBefore(context, instance, { ...options, hook: options.hook, plan, named, at, journal });
  // An answer takes its time. What goes is what was shown, and whose it is now.
  await assertSameEngine(context, instance);
  const now = await context.docker.parts(instance.id);
  assertOwnProject(instance.id, instance.path, now.containers);
  assertAsPlanned(instance.id, parts, now);
  assertStillOwn(instance.id, whose, await volumesOf(context, instance, now));
  const volumes = options.keepVolumes === true ? [] : whose.own;
  const going = { volumes, containers: now.containers };
  await assertVolumesUnused(context, instance.id, going, waysToKeepVolumes(instance));
  const { place } = plan;
  const { keepWorktree, force } = options;
  // The undo of a create knows by itself what it has made.
  if (place.kind !== 'undo-create')
    await assertPlaceAsPlanned(context, instance, {
      planned: { place, identity },
      keepWorktree,
      force,
      what: 'Nothing was changed.',
    });
  // From now on it is being destroyed, also for whoever finds it half gone. Without its containers nothing tells which image they ran.
  const known = removesWorktree && image !== undefined ? { image } : {};
  await writeJournal(context, instance, { ...journal, ...known, ...knownBranch(agreed), keeps: [...keeps] });
  await rememberVolumes(context, instance.id, whose);
  if (whose.missing.length > 0) {
    const text = `These volumes of ${instance.id} no longer exist on this Engine: ${whose.missing.join(', ')}`;
    context.report({ type: 'note', text });
  }
  const step = options.keepVolumes === true ? CONTAINERS_AND_NETWORKS : undefined;
  const { replaced, networks } = await removeProject(context, { ...now, volumes }, { signal: options.signal, step });
  const shown = { ignored: plan.ignored, named };
  const settled = await settlePlace(context, instance, { ...options, place, identity, shown });
  const branch = agreed && (await deleteBranch(context, settled, agreed));
  const images = await removeImages(context, instance, plan.images);
  await removeSuperseded(context, instance);
  await forgetImages(context, instance.id);
  await forgetStart(context, instance.id);
  await forgetFailedStart(context, instance.id);
  await removeCreateJournal(context, instance.id);
  await removeEngineRecord(context, instance.id);
  await removeVolumeRecord(context, instance.id);
  await forgetSecrets(context, instance);
  await unregister(context, instance).catch((error: unknown) => {
    throw onlyRegistered(instance, error);
  });
  await removeMaker(context, instance.id);
  await forgetPostCreate(context, instance.id);
  await removeDownJournal(context, instance);
  await removeJournal(context, instance);
  await tellOfRecordings(context, instance);
  const gone = {
    volumes: plan.volumes.filter((name) => !replaced.includes(name)),
    staying: [...plan.staying, ...replaced],
    replaced,
    networksLeft: networks.map(({ name }) => name),
  };
  return { ...plan, ...gone, place: await asItIsNow(instance, settled), images, branch };
}

interface RunBefore extends DestroyOptions {
  readonly hook: Hook;
  readonly plan: Pick<DestroyPlan, 'place' | 'ignored'>;
  readonly named: NamedFiles;
  /** Where its files are. */
  readonly at: Instance;
  readonly journal: Journal | undefined;
}

/** Runs the hook where its directory is what was registered, and looks once more for what would be lost: a backup that it has put there, say. */
async function runBefore(
  context: Context,
  instance: Instance,
  { hook, plan, named, at, journal, force, ignored, keepWorktree, signal }: RunBefore,
): Promise<void> {
  const { place } = plan;
  const isAsRegistered = place.kind === 'remove-worktree' || place.kind === 'remove-marker';
  if (!isAsRegistered || journal !== undefined) {
    const why = isAsRegistered ? 'an earlier destroy has already begun' : 'its directory is not there as registered';
    return context.report({ type: 'note', text: `The hook ${hook.name} is not run: ${why}.` });
  }
  await runHook(context, instance, hook, { stands: 'Nothing was destroyed.', signal });
  if (force === true) return;
  const now = await planWorktree(context, instance, { place, journal, force: false, changed: LEFT_BY_HOOK });
  assertNothingLost(at, now.work.lost, LEFT_BY_HOOK);
  if (ignored === 'discard') return;
  assertNoIgnored(at, cameToIgnored(now, { ignored: plan.ignored, named }), { changed: LEFT_BY_HOOK, keepWorktree });
}

const LEFT_BY_HOOK = 'It appeared while the hook pre-destroy ran, and nothing was destroyed.';

function keptBy({ keepVolumes = false, keepWorktree = false }: DestroyOptions): readonly KeptPart[] {
  return [...(keepVolumes ? (['volumes'] as const) : []), ...(keepWorktree ? (['worktree'] as const) : [])];
}

/** What becomes of the branch, now that a person has said so. */
async function agreedBranch(
  verdict: DestroyPlan['branch'],
  { confirmBranch }: DestroyOptions,
): Promise<DestroyPlan['branch']> {
  if (verdict?.kind !== 'delete' || confirmBranch === undefined) return verdict;
  if (await confirmBranch(verdict)) return verdict;
  const { name, reason } = verdict;
  return {
    ...verdict,
    kind: 'keep',
    reason: `${reason}; you did not ask to delete it. To delete it: git branch -D ${quoteArgument(name)}`,
  };
}

function knownBranch(verdict: DestroyPlan['branch']): Pick<Journal, 'branch'> {
  if (verdict === undefined || verdict.kind === 'none') return {};
  const { name, commit } = verdict;
  return { branch: { name, commit } };
}

function waysWithTakenOver(instance: Instance, { keepWorktree }: DestroyOptions): string[] {
  const command = `${destroyCommand(instance)}${keepWorktree === true ? ' --keep-worktree' : ''}`;
  return [
    `To keep them, and all other volumes of the project: ${command} --keep-volumes`,
    `To remove them too, with their data: ${command} --force${instance.kind.name === 'sandbox' ? ', which also discards work that exists nowhere else' : ''}`,
  ];
}

/** They outlive it, as what happened is often asked for later. */
async function tellOfRecordings(context: Context, { id }: Instance): Promise<void> {
  const kept = await listRecordings(context, id).catch(() => []);
  if (kept.length === 0) return;
  const text = `The records of its failures are kept for at most 30 days, without secrets: ktrdr records ${id}`;
  context.report({ type: 'note', text });
}

/** What the registry says of what it could not do is true of the registry alone. */
function onlyRegistered({ id }: Instance, error: unknown): unknown {
  if (!isCodedError(error)) return error;
  const { message, code, detail, cause } = error;
  return new CodedError(message, {
    code,
    hint: `Everything of ${id} that was to be removed is gone; only its registry entry remains. Run the command again once the registry can be written.`,
    detail,
    cause,
  });
}

/** The plan of a place that was carried out, with what has come there meanwhile. */
async function asItIsNow({ path }: Instance, place: PlacePlan): Promise<PlacePlan> {
  if (place.kind !== 'remove-worktree') return place;
  // All is done by now: a place that cannot be looked at is no failure.
  return { ...place, isReplaced: await isThere(path).catch(() => false) };
}

/**
 * Removes images, and gives those that are gone: one that somebody else's container uses stays, and one that has taken the name since it was
 * planned; it is said.
 */
async function removeImages(context: Context, { id }: Instance, planned: readonly string[]): Promise<string[]> {
  const { docker, report } = context;
  // The answer to a question and stopping containers take their time.
  const still = new Set(await ownImages(context, id));
  const references = planned.filter((image) => still.has(image));
  await docker.removeImages(references);
  const left = await docker.imageIds(planned);
  for (const image of left.keys()) {
    const why = still.has(image)
      ? 'a container uses it, or the Engine could not remove it'
      : 'another image now has that name';
    report({ type: 'warning', text: `Image ${image} stays: ${why}.` });
  }
  return planned.filter((image) => !left.has(image));
}

function undone(instance: Instance): DestroyPlan {
  const leave = { kind: 'leave', reason: 'it was no longer registered' } as const;
  const place = { place: leave, keepsEnvFile: false, mainWorktree: undefined, checkedOut: undefined };
  const work = { lost: [], unpushed: undefined };
  const nothing = {
    containers: [],
    volumes: [],
    takenOver: [],
    standingFor: [],
    kept: [],
    staying: [],
    replaced: [],
    networksLeft: [],
    volumeFacts: [],
    images: [],
    ignored: [],
  };
  return { ...nothing, ...place, instance, work };
}

async function unregister({ registry }: Context, { id, record: expected }: Instance): Promise<void> {
  if (id === LOCAL_PROD_ID) await registry.clearLocalProd({ expected });
  else await registry.release(id, { expected });
}
