import type { ProjectContainer, ProjectParts } from '@ktrdr/compose-runner';
import { isCodedError } from '@ktrdr/errors';
import { instanceCommand } from '../core/instance-command.ts';
import { assertOwnMarker } from '../checkout/assert-own-marker.ts';
import { assertOwnProject, stoppedOfOthers } from '../engine/assert-own-project.ts';
import type { Context } from '../core/context.ts';
import { assertAsPlanned } from '../destroy/assert-as-planned.ts';
import { CONTAINERS_AND_NETWORKS, removeProject } from '../destroy/remove-project.ts';
import { removeEngineRecord } from '../engine/engine-record.ts';
import { assertSameEngine, rememberStopped } from '../engine/same-engine.ts';
import type { Instance } from '../core/instance.ts';
import {
  removeDownJournal,
  type UnfinishedRemoval,
  unfinishedRemoval,
  writeDownJournal,
} from '../journals/unfinished-removal.ts';
import { assertNoneTakenOver, takenOverNames } from '../volumes/taken-over.ts';
import { assertStillOwn } from '../volumes/assert-still-own.ts';
import { assertVolumesUnused } from '../volumes/volumes-in-use.ts';
import { type StandingFor, standingFor } from '../volumes/standing-for.ts';
import { assertNoneStrange } from '../volumes/strange-volumes.ts';
import { rememberVolumes, type VolumesOf, volumesOf } from '../volumes/volumes-of.ts';
import { forgetSecretsOf } from '../volumes/secrets-memory.ts';
import { LEFT_WITHIN_MS, withOperationLock } from '../core/with-operation-lock.ts';

/** What goes besides the containers, and who agrees to it. */
export interface StopOptions {
  /** Remove the volumes too, and with them the database. */
  readonly volumes: boolean;
  /** Asked before volumes are removed. @default yes */
  readonly confirm?: (volumes: StoppedVolumes) => Promise<boolean>;
  /** What becomes of volumes that the instance has taken over: those that `confirm` was shown go, or nothing goes. @default 'ask' */
  readonly takenOver?: 'ask' | 'refuse' | undefined;
  readonly signal: AbortSignal;
}

/** The volumes of an instance that is stopped, by their names. */
export interface StoppedVolumes {
  /** Those that go with it; none unless it was asked for. */
  readonly removed: readonly string[];
  /** Of these, those that were there before the instance, which has taken them over. */
  readonly takenOver: readonly string[];
  /** Of these, those that stand for something else, which stays. */
  readonly standingFor: readonly StandingFor[];
  /** Those that stay, though they were to go: Compose uses them for the instance, and did not make them for it. */
  readonly staying: readonly string[];
  /** Those that stay because they have taken the name of one that went while the command ran; none before that. */
  readonly replaced: readonly string[];
  /** Those that were written down as its own, and that this Engine does not have: they are gone, or it is another Engine. */
  readonly missing: readonly string[];
  /** Where volumes are kept: what was to take them or all of it away, and was interrupted. The Engine may go on with what it was asked for. */
  readonly unfinished: Pick<UnfinishedRemoval, 'removal' | 'finish'> | undefined;
}

/**
 * Stops and removes the instance's containers and networks. Needs neither the Compose file nor secrets.
 *
 * @returns undefined when it was not confirmed, and nothing was done
 * @throws CodedError `ENGINE_CHANGED`, `FOREIGN_PROJECT`, `STRANGE_VOLUMES`, `TAKEN_OVER_VOLUMES`, `VOLUMES_IN_USE`, `PLAN_CHANGED`, `BUSY`, and of Docker
 */
export async function stop(
  context: Context,
  instance: Instance,
  options: StopOptions,
): Promise<StoppedVolumes | undefined> {
  // Nothing is ended either for an instance that is not to be touched.
  if (!options.volumes) await projectParts(context, instance, options);
  return await withOperationLock(context, instance.id, async (locked) => await stopLocked(locked, instance, options), {
    // What starts it is not to go on, and nothing is asked; where something is, nothing is ended before the answer.
    left: options.volumes ? { waitMs: LEFT_WITHIN_MS } : 'end',
    signal: options.signal,
  });
}

async function stopLocked(
  context: Context,
  instance: Instance,
  options: StopOptions,
): Promise<StoppedVolumes | undefined> {
  const { parts, left } = await projectParts(context, instance, options);
  const whose = await volumesOf(context, instance, parts);
  if (options.volumes) return await removeWithVolumes(context, instance, { ...options, parts, whose });
  // What cannot be read keeps nobody from stopping it.
  const unfinished = await unfinishedRemoval(context, instance).catch(() => undefined);
  // Containers show whose the volumes are that they mount, and they go.
  await rememberVolumes(context, instance.id, whose);
  if (left.length > 0) {
    const text = `These containers were started from another directory (${left[0]?.workingDirectory}), are stopped, and stay: ${left.map(({ name }) => name).join(', ')}`;
    context.report({ type: 'note', text });
  }
  // By their ids: what comes under the project's name meanwhile is somebody else's.
  const containers = parts.containers.filter((one) => !left.includes(one));
  const { networks } = parts;
  await removeProject(
    context,
    { containers, networks, volumes: [] },
    { signal: options.signal, step: CONTAINERS_AND_NETWORKS },
  );
  // It is stopped, whether that can be written down or not.
  await rememberStopped(context, instance).catch((error: unknown) => {
    if (!isCodedError(error)) throw error;
  });
  const nothing = { removed: [], takenOver: [], standingFor: [], staying: [], replaced: [] };
  return { ...nothing, missing: whose.missing, unfinished };
}

/** @returns what there is of the project, and of that the containers of others that are stopped, which are left where volumes are */
async function projectParts(
  context: Context,
  instance: Instance,
  { volumes }: Pick<StopOptions, 'volumes'>,
): Promise<{ readonly parts: ProjectParts; readonly left: readonly ProjectContainer[] }> {
  await assertSameEngine(context, instance);
  await assertOwnMarker(instance);
  const { id, path } = instance;
  const parts = await context.docker.parts(id);
  const left = volumes ? [] : stoppedOfOthers(path, parts.containers);
  assertOwnProject(
    id,
    path,
    parts.containers.filter((one) => !left.includes(one)),
  );
  return { parts, left };
}

interface RemoveOptions extends StopOptions {
  readonly parts: ProjectParts;
  readonly whose: VolumesOf;
}

/** What goes is what was asked about: by their ids, not whatever has the project's name by then. */
async function removeWithVolumes(
  context: Context,
  instance: Instance,
  { confirm, takenOver, signal, parts, whose }: RemoveOptions,
): Promise<StoppedVolumes | undefined> {
  const { id, path } = instance;
  const leave = `To stop it and keep them: ${instanceCommand('down', instance)}`;
  assertNoneStrange(id, whose, [leave]);
  if (takenOver === 'refuse') {
    const take = `To remove them too, with their data: ${instanceCommand('down', instance)} --volumes --force`;
    assertNoneTakenOver(id, whose.own, [leave, take]);
  }
  await assertVolumesUnused(context, id, { volumes: whose.own, containers: parts.containers }, [leave]);
  const volumes = {
    removed: whose.own.map(({ name }) => name),
    takenOver: takenOverNames(whose.own),
    standingFor: standingFor(whose.own),
    staying: whose.staying,
    replaced: [],
    missing: whose.missing,
    unfinished: undefined,
  };
  if (confirm !== undefined && !(await confirm(volumes))) return undefined;
  // An answer takes its time: behind the same address there may be another Engine by now.
  await assertSameEngine(context, { id });
  const now = await context.docker.parts(id);
  assertOwnProject(id, path, now.containers);
  assertAsPlanned(id, parts, now);
  assertStillOwn(id, whose, await volumesOf(context, instance, now));
  await assertVolumesUnused(context, id, { volumes: whose.own, containers: now.containers }, [leave]);
  await rememberVolumes(context, id, whose);
  await writeDownJournal(context, instance);
  const { replaced } = await removeProject(context, { ...now, volumes: whose.own }, { signal });
  // While it is known on which Engine they were: whoever is killed here and runs again forgets them, too.
  await rememberVolumes(context, id, { own: [] }, whose.own);
  const removed = volumes.removed.filter((name) => !replaced.includes(name));
  await forgetSecretsOf(context, instance, removed);
  // All that was to go is gone, and that is to be said.
  await removeEngineRecord(context, id).catch((error: unknown) => {
    if (!isCodedError(error)) throw error;
    const text = [error.message, ...(error.hint === undefined ? [] : [error.hint])].join('. ');
    context.report({ type: 'warning', text });
  });
  await removeDownJournal(context, instance);
  return { ...volumes, removed, replaced };
}
