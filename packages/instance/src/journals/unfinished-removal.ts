import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTemporaryFiles } from '@ktrdr/durable-files';
import * as z from 'zod/mini';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { isThere } from '../core/stats-at.ts';
import { readJournal, removeJournal } from './destroy-journal.ts';
import { finishCommand } from './finish-command.ts';
import { writeJournalFile } from './write-journal-file.ts';

/** What takes an instance or its data away, and was interrupted. */
export type Removal = 'destroy' | 'down -v';

/** A removal that was interrupted: some of what it takes away may be gone. */
export interface UnfinishedRemoval {
  readonly removal: Removal;
  /** The command that finishes it, as it was begun. */
  readonly finish: string;
  /** Whether what is left of the worktree was moved aside: it stays known, whoever uses its place. */
  readonly isAside: boolean;
}

const registration = z.object({ path: z.string(), createdAt: z.string() });

/** Writes down that the volumes of an instance are about to be removed. @throws CodedError `JOURNAL_UNWRITABLE` */
export async function writeDownJournal(context: Context, instance: Instance): Promise<void> {
  const { path, createdAt } = instance;
  await writeJournalFile(context, fileOf(context, instance), `${JSON.stringify({ version: 1, path, createdAt })}\n`);
}

/** Fine where there is none. */
export async function removeDownJournal(context: Context, instance: Instance): Promise<void> {
  await removeTemporaryFiles(fileOf(context, instance));
  await rm(fileOf(context, instance), { force: true });
}

/**
 * What was to take this very registration, or its volumes, away, and was interrupted.
 *
 * @throws CodedError `JOURNAL_UNREADABLE`
 */
export async function unfinishedRemoval(context: Context, instance: Instance): Promise<UnfinishedRemoval | undefined> {
  const journal = await readJournal(context, instance, 'Nothing was changed.');
  if (journal !== undefined) {
    const { removing, keeps } = journal;
    const isAside = removing !== undefined && (await isThere(removing.aside));
    return { removal: 'destroy', finish: finishCommand(instance, 'destroy', keeps), isAside };
  }
  if (!(await isOf(instance, fileOf(context, instance)))) return undefined;
  return { removal: 'down -v', finish: finishCommand(instance, 'down -v'), isAside: false };
}

/** Whether a journal is of this registration: one of an earlier instance of that name says nothing, and neither does one that cannot be read. */
export async function isOf({ path, createdAt }: Pick<Instance, 'path' | 'createdAt'>, file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const found = registration.safeParse(parse(text ?? '')).data;
  return found?.path === path && found.createdAt === createdAt;
}

/**
 * The instance is used again: it is not being taken away any more. Remains of it that were moved aside stay known.
 *
 * @returns what is given up
 */
export async function giveUpRemoval(context: Context, instance: Instance): Promise<Removal | undefined> {
  const unfinished = await unfinishedRemoval(context, instance);
  if (unfinished === undefined) return undefined;
  await removeDownJournal(context, instance);
  if (unfinished.isAside) return undefined;
  if (unfinished.removal === 'destroy') await removeJournal(context, instance);
  return unfinished.removal;
}

/** Forgets what a destroy has left of an instance that was killed when all was done, so that it is not registered any more. */
export async function forgetRemovals({ home }: Context, id: string): Promise<void> {
  const names = await readdir(home.operations).catch(() => []);
  for (const name of names)
    if (name === `${id}.destroying` || name === `${id}.emptying`)
      await rm(join(home.operations, name), { force: true });
}

function fileOf({ home }: Context, { id }: Pick<Instance, 'id'>): string {
  return join(home.operations, `${id}.emptying`);
}

// Written whole or not at all: anything else is not ours, and says nothing.
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
