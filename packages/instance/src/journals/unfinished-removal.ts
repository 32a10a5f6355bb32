import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTemporaryFiles } from '@ktrdr/durable-files';
import * as z from 'zod/mini';
import type { Context } from '../core/context.ts';
import type { Instance } from '../core/instance.ts';
import { isThere } from '../core/stats-at.ts';
import { readJournal, removeJournal } from './destroy-journal.ts';
import { writeJournalFile } from './write-journal-file.ts';

/** What takes an instance or its data away, and was ended before its end. */
export type Removal = 'destroy' | 'down -v';

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
 * What was to take this very registration, or its volumes, away, and was ended before its end: some of it may be gone.
 *
 * @throws CodedError `JOURNAL_UNREADABLE`
 */
export async function unfinishedRemoval(context: Context, instance: Instance): Promise<Removal | undefined> {
  if ((await readJournal(context, instance, 'Nothing was changed.')) !== undefined) return 'destroy';
  return (await isOf(instance, fileOf(context, instance))) ? 'down -v' : undefined;
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
  const removal = await unfinishedRemoval(context, instance);
  if (removal === undefined) return undefined;
  await removeDownJournal(context, instance);
  if (removal !== 'destroy') return removal;
  const { removing } = (await readJournal(context, instance, 'Nothing was changed.')) ?? {};
  if (removing !== undefined && (await isThere(removing.aside))) return undefined;
  await removeJournal(context, instance);
  return removal;
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
