import { assertMayEnter } from '../checkout/assert-may-enter.ts';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { CodedError, hasCode, quoteArgument } from '@ktrdr/errors';
import type { Container, ProjectParts, ProjectVolume } from '@ktrdr/compose-runner';
import { assertOwnProject } from '../engine/assert-own-project.ts';
import type { Context } from '../core/context.ts';
import type { DirectoryIdentity } from '../core/directory-identity.ts';
import { type DeleteBranchOptions, planBranchDeletion } from './branch/delete-branch.ts';
import type { BranchVerdict } from './branch/judge-branch.ts';
import { isTracked } from '../env-file/assert-untracked.ts';
import { ENV_FILE } from '../env-file/env-file.ts';
import { type Borrower, borrowersOf } from '../git/borrowers.ts';
import { checkoutsIn } from '../git/checkouts-in.ts';
import { listWorktrees } from '../git/list-worktrees.ts';
import type { WorkAtRisk } from '../git/work-at-risk.ts';
import { assertSameEngine } from '../engine/same-engine.ts';
import type { Instance } from '../core/instance.ts';
import { ownImages } from '../images/image-memory.ts';
import { takenOverNames } from '../volumes/taken-over.ts';
import { assertVolumesUnused } from '../volumes/volumes-in-use.ts';
import { type StandingFor, standingFor } from '../volumes/standing-for.ts';
import { assertNoneStrange } from '../volumes/strange-volumes.ts';
import { type VolumesOf, volumesOf } from '../volumes/volumes-of.ts';
import { assertNothingInside } from './assert-nothing-inside.ts';
import { assertPlaceKnown } from './assert-place-known.ts';
import { choosePlace } from './choose-place.ts';
import { destroyCommand } from '../core/destroy-command.ts';
import { dockerSize } from './docker-size.ts';
import { findWork, isCopiedSettings } from './find-work.ts';
import { type IgnoredFiles, ignoredFiles, isOwnRebuildable, type NamedFiles, namedFiles } from './ignored-files.ts';
import { type Journal, readJournal } from '../journals/destroy-journal.ts';
import { ownLinesIn } from './own-lines-in.ts';
import { usedPlaces } from '../places/used-places.ts';
import { isMountPoint, mountsBelow } from '../entries/mounts-below.ts';
import type { PlacePlan } from './plan-place.ts';
import { foreignFiles } from './remove-foreign-directories.ts';
import { type Survey, surveyWorktree } from './survey-worktree.ts';

/** What a destroy is about to remove. */
export interface DestroyPlan {
  readonly instance: Instance;
  readonly place: PlacePlan;
  /** `.env.sandbox` stays where the rest of the directory does: git tracks it. */
  readonly keepsEnvFile: boolean;
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  /** Of these, those that were there before the instance, which has taken them over. */
  readonly takenOver: readonly string[];
  /** Of these, those that stand for something else, which stays. */
  readonly standingFor: readonly StandingFor[];
  /** How old each of these volumes is, and how much it holds, where that was asked for. */
  readonly volumeFacts: readonly VolumeFacts[];
  /** The volumes that it has made, and that stay because they are to be kept. */
  readonly kept: readonly string[];
  /** All volumes that stay: Compose uses them for the instance and did not make them for it, or they are to be kept. */
  readonly staying: readonly string[];
  /** Of these, once it is done, volumes that have taken the name of one that is gone: nobody has agreed to lose them. */
  readonly replaced: readonly string[];
  /** Once it is done, networks that stay, because stopped containers of others are on them. */
  readonly networksLeft: readonly string[];
  /** The images that its starts have built, under the names that they gave them. */
  readonly images: readonly string[];
  /** What would be lost with the directory. */
  readonly work: WorkAtRisk;
  /** What git ignores there, and nothing makes again; of a directory that stays, the lines of a person in its `.env.sandbox`. */
  readonly ignored: readonly IgnoredFiles[];
  /** Where to go when the directory is gone: the main worktree. */
  readonly mainWorktree: string | undefined;
  /** The full name of the branch that is checked out in the worktree that goes; undefined without one, and where nobody knows any more. */
  readonly checkedOut: string | undefined;
  /** What becomes of its branch, if it was asked to go. */
  readonly branch?: BranchVerdict | undefined;
}

/** A volume, as a person weighs it. */
interface VolumeFacts {
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** As Docker writes it: `1.2GB`; null where the Engine did not say in time, or was not asked. */
  readonly size: string | null;
}

/** What is to go, and what may be lost with it. */
export interface PlanDestroyOptions {
  /** Ask the Engine how much volumes hold, which takes it a while. */
  readonly sizes?: boolean | undefined;
  /** Leave the volumes where they are, its own too. */
  readonly keepVolumes?: boolean;
  /** Leave the worktree where it is. */
  readonly keepWorktree?: boolean;
  /** Whatever is at risk is to be lost: what git cannot tell does not stop it. */
  readonly force?: boolean;
  /** The branch goes with the worktree, if nothing of it is lost. */
  readonly deleteBranch?: DeleteBranchOptions | undefined;
}

/** What removing takes, beside the plan. */
export interface DestroyFacts {
  /** What an earlier destroy has left. */
  readonly journal: Journal | undefined;
  /** An image of the project that the Engine has. */
  readonly image: string | undefined;
  readonly survey: Survey;
  /** Of what git ignores there, the files that are named. */
  readonly named: NamedFiles;
  /** All that the Engine has of the project. */
  readonly parts: ProjectParts;
  /** Whose the project's volumes are: the instance's own are so also where they stay. */
  readonly whose: VolumesOf;
  /** Which directory was looked at; undefined where there is none. */
  readonly identity: DirectoryIdentity | undefined;
}

/**
 * Finds out what destroying an instance would remove, and what would be lost. Changes nothing.
 *
 * @throws CodedError `DIRECTORY_FORBIDDEN`, `ENGINE_CHANGED`, `FOREIGN_PROJECT`, `STRANGE_VOLUMES`, `VOLUMES_IN_USE`, `NOT_EMPTY` (another worktree, instance or file system lies in the directory,
 *   what another instance or a container uses, or a repository borrows from it), `ENV_FILE_LINK` and `ENV_FILE_UNREADABLE` (of another instance),
 *   `REPOSITORY_MISSING`, `REMAINS_UNKNOWN`, `FOREIGN_FILES`, and of git and Docker
 */
export async function planDestroy(
  context: Context,
  instance: Instance,
  options: PlanDestroyOptions = {},
): Promise<DestroyPlan & DestroyFacts> {
  await assertMayEnter(instance);
  const [containers, parts, images, journal] = await Promise.all([
    context.docker.containers(instance.id),
    context.docker.parts(instance.id),
    ownImages(context, instance.id),
    readJournal(context, instance, 'Nothing was changed.'),
    assertSameEngine(context, instance),
  ]);
  assertOwnProject(instance.id, instance.path, parts.containers);
  const whose = await volumesOf(context, instance, parts);
  const { keepVolumes = false } = options;
  if (!keepVolumes) {
    const leave = waysToKeepVolumes(instance);
    assertNoneStrange(instance.id, whose, leave);
    await assertVolumesUnused(context, instance.id, { volumes: whose.own, containers: parts.containers }, leave);
  }
  const volumes = keepVolumes ? [] : whose.own;
  const sizes = options.sizes === true && volumes.length > 0 ? context.docker.volumeSizes() : undefined;
  // Waited for last; what fails before must not leave it unheard.
  sizes?.catch(() => {});
  const { deleteBranch, keepWorktree = false } = options;
  const { place, identity } = await choosePlace(context, instance, { keepWorktree, force: options.force, journal });
  if (!keepWorktree) assertPlaceKnown(instance, place, { force: options.force === true });
  if (place.kind === 'leave' && place.isAnothers === true) assertNothingOfAnother(instance, parts, place.reason);
  const image = imageOf(containers) ?? images[0] ?? journal?.image;
  const looked = await planWorktree(context, instance, { place, journal, force: options.force === true });
  const { work, survey } = looked;
  const isRemovable = image !== undefined || survey.foreign.length === 0;
  // Before anything is changed; but work that would be lost is told of first.
  if (place.kind === 'remove-worktree' && !isRemovable && (options.force === true || work.lost.length === 0))
    throw foreignFiles(place.at, survey.foreign);
  return {
    instance,
    place,
    keepsEnvFile: place.kind === 'remove-marker' && (await isTracked(context, instance.path, ENV_FILE)),
    branch: deleteBranch && (await planBranchDeletion(context, place, { ...deleteBranch, journal })),
    containers: parts.containers.map(({ name }) => name),
    volumes: volumes.map(({ name }) => name),
    takenOver: takenOverNames(volumes),
    standingFor: standingFor(volumes, place.kind === 'remove-worktree' ? instance.path : undefined),
    kept: keepVolumes ? whose.own.flatMap(({ name, takenOver }) => (takenOver === true ? [] : [name])) : [],
    staying: [...(keepVolumes ? [...whose.own, ...whose.strange].map(({ name }) => name) : []), ...whose.staying],
    replaced: [],
    networksLeft: [],
    images,
    volumeFacts: await weighed(volumes, sizes),
    journal,
    parts,
    whose,
    identity,
    image,
    ...looked,
  };
}

/** What can be done where volumes may not go: a sentence with a command each. */
export function waysToKeepVolumes(instance: Instance): string[] {
  return [`To keep them, and all other volumes of the project: ${destroyCommand(instance)} --keep-volumes`];
}

/** Everything in a project is another registry's whose instance has the same id and the same place: path and name tell nothing then. */
function assertNothingOfAnother({ path }: Instance, { containers, volumes }: ProjectParts, reason: string): void {
  const names = [...containers, ...volumes].map(({ name }) => name);
  if (names.length === 0) return;
  throw new CodedError(reason, {
    code: 'FOREIGN_PROJECT',
    detail: names.join('\n'),
    hint: `Nothing was changed: these containers and volumes most likely belong to that instance. Destroy it with that KTRDR_HOME first or, if nobody needs it, move ${quoteArgument(`${path}/.env.sandbox`)} aside.`,
  });
}

const NOTHING_SURVEYED: Survey = {
  foreign: [],
  closed: [],
  repositories: [],
  mounts: [],
  unreadable: [],
};

export interface PlanWorktreeOptions {
  readonly place: PlacePlan;
  readonly journal: Journal | undefined;
  readonly force: boolean;
  /** What is said to have been changed where it may not go. @default 'Nothing was changed.' */
  readonly changed?: string;
}

/** What must be known of a directory before it, or the `.env.sandbox` in it, goes; also looked at again when it is about to. */
export async function planWorktree(
  context: Context,
  instance: Instance,
  { place, journal, force, changed = 'Nothing was changed.' }: PlanWorktreeOptions,
): Promise<
  Pick<DestroyPlan, 'work' | 'ignored' | 'mainWorktree' | 'checkedOut'> & Pick<DestroyFacts, 'survey' | 'named'>
> {
  if (place.kind !== 'remove-worktree') {
    const { path } = instance;
    const ignored = place.kind === 'remove-marker' ? await ownLinesIn(path, instance, context) : [];
    const mainWorktree = place.kind === 'undo-create' ? (instance.record.parentRepo ?? undefined) : undefined;
    const nowhere = { mainWorktree, checkedOut: undefined };
    const work = { lost: [], unpushed: undefined };
    return { work, ignored, ...nowhere, survey: NOTHING_SURVEYED, named: await namedFiles(path, ignored) };
  }
  const { at } = place;
  const { commonDirectory, adminDirectory } = place.entry;
  if (await isMountPoint(at)) throw isMount(instance, at, changed);
  const [worktrees, mounted, survey, borrowers] = await Promise.all([
    listWorktrees(commonDirectory, context),
    mountsBelow(at),
    surveyWorktree(at, getuid?.()),
    borrowersOf(commonDirectory, [at, adminDirectory]),
  ]);
  assertNothingBorrowed(instance, borrowers, changed);
  assertNothingInside(instance, await usedPlaces(context, instance, { at, worktrees, force }), changed);
  const mounts = [...mounted, ...survey.mounts.map((directory) => join(at, directory))];
  assertNothingInside(
    { id: instance.id, path: at },
    mounts.map((path) => ({ path, what: 'a mount', first: `Unmount it first: umount ${quoteArgument(path)}` })),
    changed,
  );
  const find = async (): Promise<Pick<DestroyPlan, 'work' | 'ignored'>> => {
    const checkouts = place.begun ? [] : await checkoutsIn({ path: at, adminDirectory }, context);
    const files = { adminDirectory, checkouts, isOurs: isCopiedSettings(at) };
    const ignored = place.begun ? [] : await ignoredFiles(at, context, files);
    // What the plan names among what git ignores is agreed to with that.
    const named = new Set(ignored.flatMap((one) => one.unreadable ?? []));
    const isMadeAgain = survey.unreadable.length === 0 ? () => false : await isOwnRebuildable(context, adminDirectory);
    const unreadable = survey.unreadable.filter((directory) => !named.has(directory) && !isMadeAgain(directory));
    const { repositories } = survey;
    const work = await findWork(context, instance, { place, journal, repositories, unreadable, checkouts });
    return { work, ignored: place.begun ? [] : [...(await ownLinesIn(at, instance, context)), ...ignored] };
  };
  const { work, ignored } = await find().catch((error: unknown) => {
    if (!force || !hasCode(error, 'GIT_FAILED')) throw error;
    context.report({ type: 'warning', text: `git cannot determine what would be lost: ${String(error)}` });
    return { work: { lost: [], unpushed: undefined }, ignored: [] };
  });
  // Of one that was moved aside git knows its old place, where another may be by now.
  const checkedOut = place.begun ? undefined : worktrees.find(({ path }) => path === instance.path)?.branch;
  return {
    work,
    ignored,
    mainWorktree: worktrees[0]?.path,
    checkedOut,
    survey,
    named: await namedFiles(at, ignored),
  };
}

function assertNothingBorrowed({ id, path }: Instance, [borrower]: readonly Borrower[], changed: string): void {
  if (borrower === undefined) return;
  const { gitDirectory, from } = borrower;
  throw new CodedError(`${path} cannot be removed: the repository ${gitDirectory} borrows objects from it`, {
    code: 'NOT_EMPTY',
    detail: `borrowed: ${from}`,
    hint:
      `${changed} Give it its own objects: git --git-dir=${quoteArgument(gitDirectory)} repack -a -d; then delete that line of ` +
      `${gitDirectory}/objects/info/alternates. Or keep the directory: ktrdr sandbox destroy --name ${quoteArgument(id)} --keep-worktree`,
  });
}

function isMount({ id }: Instance, at: string, changed: string): CodedError {
  return new CodedError(`${at} cannot be removed: it is a mount`, {
    code: 'NOT_EMPTY',
    hint: `${changed} Unmount it (umount ${quoteArgument(at)}), or keep the directory: ktrdr sandbox destroy --name ${quoteArgument(id)} --keep-worktree`,
  });
}

async function weighed(
  volumes: readonly ProjectVolume[],
  asked: Promise<ReadonlyMap<string, number>> | undefined,
): Promise<VolumeFacts[]> {
  const sizes = await asked;
  return volumes.map(({ name, createdAt }) => {
    const bytes = sizes?.get(name);
    return { name, createdAt, size: bytes === undefined ? null : dockerSize(bytes) };
  });
}

/** The image that can remove what containers own: the backend's, or another of the project. */
function imageOf(containers: readonly Container[]): string | undefined {
  return (containers.find(({ service }) => service === 'backend') ?? containers[0])?.image;
}
