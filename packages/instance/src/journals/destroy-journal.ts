import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import { removeTemporaryFiles } from '@ktrdr/durable-files';
import * as z from 'zod/mini';
import type { Context } from '../core/context.ts';
import { writtenIdentity } from '../core/directory-identity.ts';
import type { Instance } from '../core/instance.ts';
import { ownershipAdvice } from '../core/ownership-advice.ts';
import { writeJournalFile } from './write-journal-file.ts';

const removing = z.object({
  commonDirectory: z.string(),
  adminDirectory: z.string(),
  /** What tells that one from another that git makes of the same name. */
  administration: z.optional(writtenIdentity),
  /** What tells the worktree's directory from any other. */
  ...writtenIdentity.shape,
  /** Where it is moved to before anything of it is removed. */
  aside: z.string(),
  /** What was in it when it was looked at for the last time, as `SeenEntries`: what is none of that was not agreed to. */
  seen: z.array(z.string()),
  /** Directories in it that nobody could look into, and that go as a whole: once they are opened, what is in them was seen by nobody. */
  unreadable: z.optional(z.array(z.string())),
});

/** What a destroy was told to leave. */
export type KeptPart = 'volumes' | 'worktree';

const journal = z.object({
  version: z.literal(1),
  path: z.string(),
  createdAt: z.string(),
  /** An image of the project, which removes what containers own. */
  image: z.optional(z.string()),
  /** There once files of the worktree are being removed: what git says of the rest is no longer enough to know it by. */
  removing: z.optional(removing),
  /** What it was told to leave; nothing where it is absent. */
  keeps: z.optional(z.array(z.enum(['volumes', 'worktree']))),
  /** The branch that was to go with the worktree, and where it was: without the worktree nothing tells which it was. */
  branch: z.optional(z.object({ name: z.string(), commit: z.string() })),
});

/** What a destroy has found out and the next one, should this one be killed, cannot find out any more. */
export type Journal = z.infer<typeof journal>;

function fileOf(context: Context, { id }: Instance): string {
  return join(context.home.operations, `${id}.destroying`);
}

/**
 * What an earlier destroy of this very registration left; undefined if there is none.
 *
 * @param what is true of all else when it cannot be read: `Nothing was changed.`
 * @throws CodedError `JOURNAL_UNREADABLE`
 */
export async function readJournal(context: Context, instance: Instance, what: string): Promise<Journal | undefined> {
  const file = fileOf(context, instance);
  const text = await readFile(file, 'utf8').catch(async (cause: unknown) => {
    if (hasCode(cause, 'ENOENT')) return undefined;
    throw new CodedError(`Cannot read the record of an unfinished destroy of ${instance.id}: ${messageOf(cause)}`, {
      code: 'JOURNAL_UNREADABLE',
      hint: `${what} ${(await ownershipAdvice(context, file, cause)) ?? `${file} must be a file that you can read.`}`,
      cause,
    });
  });
  const found = text === undefined ? undefined : journal.safeParse(parse(text)).data;
  return found?.path === instance.path && found.createdAt === instance.createdAt ? found : undefined;
}

/** @throws CodedError `JOURNAL_UNWRITABLE` */
export async function writeJournal(
  context: Context,
  instance: Instance,
  content: Omit<Journal, 'version' | 'path' | 'createdAt'>,
): Promise<void> {
  const { path, createdAt } = instance;
  const text = JSON.stringify({ ...content, version: 1, path, createdAt } satisfies Journal);
  await writeJournalFile(context, fileOf(context, instance), `${text}\n`);
}

export async function removeJournal(context: Context, instance: Instance): Promise<void> {
  await removeTemporaryFiles(fileOf(context, instance));
  await rm(fileOf(context, instance), { force: true });
}

// Written whole or not at all: anything else is not ours, and says nothing.
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
