import { hasCode, isCodedError, messageOf } from '@ktrdr/errors';
import { isWithinConfinement } from '../core/confinement.ts';
import type { Context } from '../core/context.ts';
import { finishCheckout } from './finish-checkout.ts';
import { findWorktree } from './find-worktree.ts';
import { isMade } from './is-made.ts';
import { isSealed } from './is-sealed.ts';
import { sealWorktree } from './seal-worktree.ts';
import { undoCreate } from './undo-create.ts';
import { readEnvFile, tidyEnvFile } from '../env-file/env-file.ts';
import { leanLines } from '../env-file/remembered.ts';
import { ownDirectories } from '../env-file/own-directories.ts';
import { writeInstanceFile } from '../env-file/write-instance-file.ts';
import { gitDirectoryNamedBy } from '../git/list-worktrees.ts';
import { type Instance, instanceOf } from '../core/instance.ts';
import { withOperationLock } from '../core/with-operation-lock.ts';
import { type CreateJournal, journaledIds, readJournal, removeJournal } from '../journals/create-journal.ts';

/**
 * Undoes or finishes what creates have left whose process is dead, and says which. One that cannot be settled now is warned
 * about and stays for the next time.
 */
export async function settleJournals(context: Context): Promise<void> {
  for (const id of await journaledIds(context)) {
    if (!isWithinConfinement(context, id)) continue;
    try {
      await withOperationLock(context, id, async () => await settleJournal(context, id), { waitMs: 0 });
    } catch (error) {
      // Its process lives, or another one settles it.
      if (hasCode(error, 'BUSY')) continue;
      // Whatever it is: what one create has left must not stop all others.
      const hint = isCodedError(error) ? (error.hint ?? '') : '';
      const text = `An interrupted create of ${id} could not be undone: ${messageOf(error)}. ${hint}`;
      context.report({ type: 'warning', text: text.trim() });
    }
  }
}

/** The same for one instance, whose operation lock must be held. */
export async function settleJournal(context: Context, id: string): Promise<void> {
  const journal = await readJournal(context, id);
  if (journal === undefined) return;
  const use = await useOf(context, journal);
  if (use !== undefined) return await finish(context, journal, use);
  const outcome = await context.uncut(async () => await undoCreate(context, journal));
  if (outcome.kind === 'kept') return await finish(context, journal, describeWork(outcome.work));
  const removed =
    outcome.removed.length === 0 ? 'nothing was left to remove' : `removed: ${outcome.removed.join(', ')}`;
  const text = `A create of ${id} was interrupted and has now been undone (${removed}).${describeStaying(outcome.stays)}`;
  context.report({ type: 'note', text });
}

/** Why a create is not undone whatever git says: it was all made, or the sandbox has been used. Undefined if it can be undone. */
async function useOf(context: Context, journal: CreateJournal): Promise<string | undefined> {
  const { id, path, createdAt } = journal;
  // Those of another directory are another registry's. Volumes do not say whose they are; clocks that differ can only keep too much.
  const { containers, volumes } = await context.docker.parts(id);
  if (containers.some(({ workingDirectory }) => workingDirectory === path)) return 'it has containers';
  if (volumes.some((volume) => Date.parse(volume.createdAt) > Date.parse(createdAt)))
    return 'it has volumes created since';
  const marker = await readEnvFile(path);
  // Another registry's has another time.
  const isMarked = marker?.['INSTANCE_ID'] === id && (marker['CREATED_AT'] ?? createdAt) === createdAt;
  return isMarked || (await isSealed(journal)) ? 'all of it was made' : undefined;
}

/** The sandbox stays: what is missing for a whole one is made, and the rest stays as it is. */
export async function finish(context: Context, journal: CreateJournal, why: string): Promise<void> {
  const { id, path, createdAt } = journal;
  const rest = (await finishCheckout(context, journal))
    ? ' The files that git had not yet checked out are now there.'
    : '';
  const record = await context.registry.get(id);
  const isHere = record?.path === path && record.createdAt === createdAt && (await isItsPlace(journal));
  if (isHere && (await readEnvFile(path)) === undefined)
    await writeInstanceFile(context, instanceOf(record), {
      ...ownDirectories(path, journal.own ?? []),
      ...leanLines(journal.lean ?? {}),
    });
  // The write was killed between the two names that a new file has for a moment. What is in another directory is somebody's.
  if (isHere) await tidyEnvFile(path);
  await sealWorktree(journal);
  await removeJournal(context, id);
  const text = `The create of ${id} had not finished. It is finished now, because ${why}.${rest}`;
  context.report({ type: 'note', text });
}

/** Whether what is at its place is what the create has made, or a copy that git takes for it. Anything else is somebody's. */
async function isItsPlace(journal: CreateJournal): Promise<boolean> {
  const { path } = journal;
  if (await isMade(journal, path)) return true;
  const administration = await gitDirectoryNamedBy(path);
  return administration !== undefined && (await findWorktree(journal))?.administration === administration;
}

/** The journal of a create of this very registration that was interrupted. One that cannot be read proves nothing. */
export async function unfinishedCreate(context: Context, instance: Instance): Promise<CreateJournal | undefined> {
  const journal = await readJournal(context, instance.id).catch((error: unknown) => {
    if (hasCode(error, 'JOURNAL_UNREADABLE')) return undefined;
    throw error;
  });
  return journal?.path === instance.path && journal.createdAt === instance.createdAt ? journal : undefined;
}

/** What an undo has left alone, as a sentence after another; empty where that is nothing. */
export function describeStaying(stays: readonly string[]): string {
  return stays.length === 0 ? '' : ` Left alone: ${stays.join(', ')}.`;
}

const SHOWN = 3;

/** Files in somebody's way, the first of them by name. */
export function describeWork(work: readonly string[]): string {
  const more = work.length > SHOWN ? ` and ${work.length - SHOWN} more` : '';
  return `there is somebody's work (${work.slice(0, SHOWN).join(', ')}${more})`;
}
