import { isDeepStrictEqual } from 'node:util';
import { CodedError } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { isItsRepository } from '../create/is-its-repository.ts';
import { foreseeUndo, workIn } from '../create/undo-create.ts';
import { type DirectoryIdentity, directoryIdentity } from '../core/directory-identity.ts';
import type { Instance } from '../core/instance.ts';
import { unfinishedCreate } from '../create/settle-journals.ts';
import { unreadableJournalOf } from '../journals/create-journal.ts';
import { gatherPlace } from './gather-place.ts';
import { type Journal, readJournal } from '../journals/destroy-journal.ts';
import { type PlacePlan, planPlace } from './plan-place.ts';

/** What is to become of the registered directory, and of which one. */
export interface ChosenPlace {
  readonly place: PlacePlan;
  /** The directory that was looked at; undefined where there is none. */
  readonly identity: DirectoryIdentity | undefined;
}

export interface ChoosePlaceOptions {
  readonly keepWorktree?: boolean | undefined;
  /** What is not known of other instances is taken for nothing. */
  readonly force?: boolean | undefined;
  /** What an earlier destroy has left. */
  readonly journal: Journal | undefined;
}

/** Looks at the registered place, and decides what a destroy may touch there. Changes nothing. */
export async function choosePlace(
  context: Context,
  instance: Instance,
  { journal, keepWorktree = false, force = false }: ChoosePlaceOptions,
): Promise<ChosenPlace> {
  const identity = await directoryIdentity(instance.path);
  const facts = await gatherPlace(context, instance, journal);
  const create = await unfinishedCreate(context, instance);
  // Git cannot be asked about a worktree that it has made a part of.
  const isPart = create !== undefined && facts.marker?.['INSTANCE_ID'] !== instance.id && !keepWorktree;
  if (isPart && (await isItsRepository(create)) && (await workIn(context, create, { force })).length === 0)
    return { place: { kind: 'undo-create', journal: create, undo: await foreseeUndo(context, create) }, identity };
  const unreadableJournal = create === undefined ? await unreadableJournalOf(context, instance.id) : undefined;
  const made = { token: create?.token, unreadableJournal };
  return { place: planPlace(instance, { ...facts, ...made }, { keepWorktree }), identity };
}

/**
 * Looks at the registered place once more, and refuses when something else would become of it than was planned, or of another directory: one
 * that was away is back, or somebody has put another one there.
 *
 * @param what is true of all else when it refuses: `Nothing was changed.`
 * @throws CodedError `INSTANCE_CHANGED`
 */
export async function assertPlaceAsPlanned(
  context: Context,
  instance: Instance,
  {
    planned,
    what,
    ...options
  }: Pick<ChoosePlaceOptions, 'keepWorktree' | 'force'> & { readonly planned: ChosenPlace; readonly what: string },
): Promise<void> {
  const journal = await readJournal(context, instance, what);
  const now = await choosePlace(context, instance, { ...options, journal });
  if (isDeepStrictEqual(touched(now), touched(planned))) return;
  throw new CodedError(`${instance.path} has changed since the plan was shown`, {
    code: 'INSTANCE_CHANGED',
    hint: `${what} Check what is there now, then run the command again.`,
  });
}

/** All of a plan but its words. */
function touched({ place, identity }: ChosenPlace): object {
  return { ...place, reason: undefined, identity };
}
