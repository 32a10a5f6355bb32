import type { ProjectParts } from '@ktrdr/compose-runner';
import { CodedError, isCodedError, messageOf } from '@ktrdr/errors';
import type { InstanceRecord } from '@ktrdr/registry';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import type { Context } from '../core/context.ts';
import { assertSamePlace } from '../core/assert-same-place.ts';
import { type DirectoryIdentity, directoryIdentity } from '../core/directory-identity.ts';
import type { OwnDirectory } from '../env-file/judge-env-file.ts';
import { type Lean, leanLines } from '../env-file/remembered.ts';
import { ownDirectories } from '../env-file/own-directories.ts';
import { removeEnvFile, seenEnvFile } from '../env-file/env-file.ts';
import { writeInstanceFile } from '../env-file/write-instance-file.ts';
import { type Instance, instanceOf } from '../core/instance.ts';
import { giveUpRemoval, unfinishedRemoval } from '../journals/unfinished-removal.ts';
import { lockAdopted } from '../checkout/lock-adopted.ts';
import { inheritedVolumes } from '../volumes/inherited-volumes.ts';
import {
  readVolumeRecord,
  removeVolumeRecord,
  type VolumeRecord,
  writeVolumeRecord,
} from '../volumes/volume-record.ts';
import { recordOf } from '../volumes/volumes-of.ts';
import { takenOverAtFirst } from '../volumes/taken-over.ts';
import { volumesInTheWay } from '../volumes/volumes-in-the-way.ts';
import { isSameVolume } from '../volumes/whose-volumes.ts';
import type { InitPlan } from './plan-init.ts';
import type { PythonWorktree } from './python-worktree.ts';

/** A checkout that may become an instance. */
export interface Candidate {
  readonly plan: InitPlan;
  /** Its `.env.sandbox`, as it was read; undefined without one. */
  readonly text: string | undefined;
  /** What KTRDR's Python tool has of it, if it does. */
  readonly python?: PythonWorktree | undefined;
}

export interface Adoption<Found extends Candidate> {
  readonly id: string;
  /** Looks at the checkout, and refuses one that cannot be adopted. Asked again when questions were answered: that took its time. */
  readonly look: () => Promise<Found>;
  /** Whether it is registered again: volumes that were written down as its own are no question then. */
  readonly again?: boolean | undefined;
  /** Directories of the checkout that it uses in place of the shared ones. */
  readonly own?: readonly OwnDirectory[] | undefined;
  /** What it leaves out at every start, until a start is told otherwise. */
  readonly lean?: Lean | undefined;
  /** Asked before a worktree of the Python tool becomes an instance. @throws what says no */
  readonly agree?: ((worktree: PythonWorktree) => Promise<void>) | undefined;
  /** Asked when volumes of an earlier instance of that id are still there: use them? */
  readonly keepVolumes: (volumes: readonly string[]) => Promise<boolean>;
  readonly register: (found: Found) => Promise<InstanceRecord>;
  readonly unregister: (record: InstanceRecord) => Promise<unknown>;
}

/**
 * Does what both kinds of `init` decide: registers a checkout, then writes its `.env.sandbox`; or writes the file that is missing
 * where it is registered already. The operation's lock must be held.
 *
 * @throws CodedError `FOREIGN_PROJECT`, `INHERITED_VOLUMES`, `PLAN_CHANGED`, `INSTANCE_CHANGED`, `ENV_FILE_CHANGED`, `ENV_FILE_UNWRITABLE`, and of `look`, the
 *   registry and Docker; `VOLUME_RECORD_UNREADABLE` of what is registered again
 */
export async function adopt<Found extends Candidate>(context: Context, adoption: Adoption<Found>): Promise<Instance> {
  const { id, again = false, own = [], lean = {}, keepVolumes, agree, register, unregister } = adoption;
  const found = await survey(context, adoption);
  const { plan, python, text } = found.candidate;
  const { parts, identity: place } = found;
  const before = await recordBefore(context, id, again);
  const left = plan.kind === 'register' ? inheritedVolumes(id, parts) : [];
  const inherited = again ? left.filter((name) => !isWrittenDown(name, parts, before)) : left;
  if (python !== undefined) await agree?.(python);
  if (inherited.length > 0 && !(await keepVolumes(inherited))) throw volumesInTheWay(inherited, { id, verb: 'init' });
  if (python !== undefined || inherited.length > 0) assertUnchanged(found, await survey(context, adoption));
  if (plan.kind === 'finish') {
    const { removal } = (await unfinishedRemoval(context, instanceOf(plan.record))) ?? {};
    const why = removal === undefined ? 'an interrupted init, or a lost file' : `an interrupted ${removal}`;
    const given = removal === undefined ? '' : ` The ${removal} is abandoned; whatever it had removed is gone.`;
    const note = `This clone is registered, but its .env.sandbox was missing (${why}). It has been written again.${given}`;
    context.report({ type: 'note', text: note });
  } else await writeVolumeRecord(context, id, again ? withVolumes(before, parts) : recordOf(takenOverAtFirst(parts)));
  let instance: Instance | undefined;
  let unlock: (() => Promise<void>) | undefined;
  try {
    instance = instanceOf(plan.kind === 'finish' ? plan.record : await register(found.candidate));
    // Claiming a slot took its time. What is here by now must be what was looked at.
    await assertSamePlace(plan.path, place);
    unlock = await lockAdopted(context, instance);
    await assertSamePlace(plan.path, place);
    await writeInstanceFile(
      context,
      instance,
      { ...ownDirectories(instance.path, own), ...leanLines(lean) },
      {
        seen: text,
        assertPlace: async () => await assertSamePlace(plan.path, place),
      },
    );
    await assertWrittenHere(plan.path, found);
    await giveUpRemoval(context, instance);
    return instance;
  } catch (error) {
    if (plan.kind === 'register') await takeBack(context, id, { instance, unlock, before, unregister });
    throw error;
  }
}

/**
 * Whether the file is in the directory that was looked at. In another one that took its place in the moment of the write, it is removed again.
 *
 * @throws CodedError `INSTANCE_CHANGED`
 */
async function assertWrittenHere(path: string, { identity, candidate }: Surveyed<Candidate>): Promise<void> {
  const written = await seenEnvFile(path);
  try {
    await assertSamePlace(path, identity);
  } catch (error) {
    if (candidate.text === undefined) await removeEnvFile(path, written);
    throw error;
  }
}

/** Which volumes were written down before; a record that cannot be read counts where they are to be told from others. */
async function recordBefore(context: Context, id: string, again: boolean): Promise<VolumeRecord | undefined> {
  return await readVolumeRecord(context, id).catch((error: unknown) => {
    if (again || !isCodedError(error)) throw error;
    return undefined;
  });
}

/** What was written down, which this Engine need not show (other Engines, anonymous volumes), and the volumes that are there. */
function withVolumes(before: VolumeRecord | undefined, parts: ProjectParts): VolumeRecord {
  const written = before?.volumes ?? [];
  const further = takenOverAtFirst(parts).filter((volume) => !written.some((one) => isSameVolume(one, volume)));
  return { ...before, volumes: [...written, ...recordOf(further).volumes] };
}

function isWrittenDown(name: string, { volumes }: ProjectParts, record: VolumeRecord | undefined): boolean {
  return volumes.some((one) => one.name === name && record?.volumes.some((kept) => isSameVolume(kept, one)) === true);
}

/** Undoes what an init has made that cannot go on. What fails of that is warned about, and hides neither the rest nor why init failed. */
async function takeBack(
  context: Context,
  id: string,
  {
    instance,
    unlock,
    before,
    unregister,
  }: Pick<Adoption<Candidate>, 'unregister'> & {
    readonly instance: Instance | undefined;
    /** Takes the lock off that init has set. */
    readonly unlock: (() => Promise<void>) | undefined;
    readonly before: VolumeRecord | undefined;
  },
): Promise<void> {
  const attempt = async (undo: () => Promise<unknown>): Promise<boolean> => {
    try {
      await undo();
      return true;
    } catch (error) {
      const text = `The init of ${id} could not be undone: ${messageOf(error)}`;
      context.report({ type: 'warning', text });
      return false;
    }
  };
  if (instance !== undefined) {
    if (unlock !== undefined) await attempt(unlock);
    // While it is registered, it must be known whose its volumes are.
    if (!(await attempt(async () => await unregister(instance.record)))) return;
  }
  await attempt(
    async () => await (before === undefined ? removeVolumeRecord(context, id) : writeVolumeRecord(context, id, before)),
  );
}

interface Surveyed<Found> {
  readonly candidate: Found;
  readonly parts: ProjectParts;
  /** Which directory was looked at. */
  readonly identity: DirectoryIdentity | undefined;
  /** All that was shown and asked about, in one text. */
  readonly shown: string;
}

async function survey<Found extends Candidate>(
  context: Context,
  { id, look }: Adoption<Found>,
): Promise<Surveyed<Found>> {
  const candidate = await look();
  const { plan, python, text } = candidate;
  const [parts, identity] = await Promise.all([context.docker.parts(id), directoryIdentity(plan.path)]);
  assertOwnProject(id, plan.path, parts.containers);
  const { volumes, otherVolumes } = parts;
  const shown = JSON.stringify({ plan, python, text, identity, volumes, otherVolumes });
  return { candidate, parts, identity, shown };
}

function assertUnchanged<Found extends Candidate>(then: Surveyed<Found>, now: Surveyed<Found>): void {
  if (then.shown === now.shown) return;
  throw new CodedError(`${now.candidate.plan.path} has changed since init asked`, {
    code: 'PLAN_CHANGED',
    hint: 'Nothing was changed. Run the command again: it shows the current state.',
  });
}
