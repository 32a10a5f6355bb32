import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CodedError, hasCode, messageOf, quoteArgument } from '@ktrdr/errors';
import { removeTemporaryFiles } from '@ktrdr/durable-files';
import en from 'zod/v4/locales/en.js';
import * as z from 'zod/mini';
import { $ZodError } from 'zod/v4/core';
import type { Context } from '../core/context.ts';
import { writtenIdentity } from '../core/directory-identity.ts';
import { ownershipAdvice } from '../core/ownership-advice.ts';
import { writeJournalFile } from './write-journal-file.ts';

const schema = z.object({
  version: z.literal(2),
  operation: z.literal('create'),
  id: z.string(),
  path: z.string(),
  createdAt: z.string(),
  /** What this very create puts into what it makes, so that nobody else's is ever taken for its own. */
  token: z.string(),
  /** The git directory that all worktrees share. */
  commonDirectory: z.string(),
  /** What tells that directory from any other that comes to its place. */
  repository: z.optional(writtenIdentity),
  /** What tells the worktree's directory from any other; once there is one. */
  directory: z.optional(writtenIdentity),
  branch: z.object({
    name: z.string(),
    commit: z.string(),
    created: z.boolean(),
    /** Whether the create lets it follow a branch of a remote. */
    follows: z.optional(z.boolean()),
    /** What was configured of what it follows before there was such a branch. */
    settings: z.optional(
      z.object({
        remote: z.optional(z.array(z.string())),
        merge: z.optional(z.array(z.string())),
        rebase: z.optional(z.array(z.string())),
      }),
    ),
  }),
  /** Directories of its own that it was asked for, in place of the shared ones. */
  own: z.optional(z.array(z.enum(['data', 'models', 'strategies']))),
  /** What it is to leave out at every start. */
  lean: z.optional(z.object({ workers: z.optional(z.number()), without: z.optional(z.array(z.string())) })),
});

/**
 * What a create is going to make: written before it makes anything, deleted when it is done. With the operation's lock free,
 * its process is dead and the work unfinished.
 */
export type CreateJournal = z.infer<typeof schema>;

/**
 * Writes the journal so that a power cut does not take it away.
 *
 * @throws CodedError `JOURNAL_UNWRITABLE`
 */
export async function writeJournal(context: Context, journal: CreateJournal): Promise<void> {
  await writeJournalFile(context, fileOf(context, journal.id), `${JSON.stringify(journal, undefined, 2)}\n`);
}

/**
 * The journal of an unfinished create of that instance; undefined where there is none.
 *
 * @throws CodedError `JOURNAL_UNREADABLE`
 */
export async function readJournal(context: Context, id: string): Promise<CreateJournal | undefined> {
  const file = fileOf(context, id);
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')), { error: en().localeError });
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined;
    throw new CodedError(`Cannot read the record of an unfinished create of ${id}: ${file}`, {
      code: 'JOURNAL_UNREADABLE',
      hint:
        (await ownershipAdvice(context, file, cause)) ??
        `Check what is left of it (git worktree list; ktrdr sandbox list), remove that, then: rm ${quoteArgument(file)}`,
      detail: cause instanceof $ZodError ? z.prettifyError(cause) : messageOf(cause),
      cause,
    });
  }
}

/** The file of a journal that is there and cannot be read. */
export async function unreadableJournalOf(context: Context, id: string): Promise<string | undefined> {
  return await readJournal(context, id).then(
    () => undefined,
    (error: unknown) => {
      if (hasCode(error, 'JOURNAL_UNREADABLE')) return fileOf(context, id);
      throw error;
    },
  );
}

/** Deletes the journal of an instance; fine when there is none. */
export async function removeJournal(context: Context, id: string): Promise<void> {
  await removeTemporaryFiles(fileOf(context, id));
  // A look that was killed has left it.
  await removeScratchIndex(context, id);
  await rm(fileOf(context, id), { force: true });
}

/** The index with which git compares a worktree while it is looked for work: its own may be cut off. */
export function scratchIndexOf({ home }: Context, id: string): string {
  return join(home.operations, `${id}.index`);
}

/** Removes it, with git's lock of it; fine when there is none. */
export async function removeScratchIndex(context: Context, id: string): Promise<void> {
  const index = scratchIndexOf(context, id);
  await rm(index, { force: true });
  await rm(`${index}.lock`, { force: true });
}

/**
 * The ids of instances with a journal.
 *
 * @throws CodedError `JOURNAL_UNREADABLE`
 */
export async function journaledIds(context: Context): Promise<string[]> {
  const names = await readdir(context.home.operations).catch(async (error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    throw new CodedError(`Cannot look for records of unfinished commands: ${messageOf(error)}`, {
      code: 'JOURNAL_UNREADABLE',
      hint: `Nothing was changed. ${(await ownershipAdvice(context, context.home.operations, error)) ?? `${context.home.operations} must be a directory that you can read.`}`,
      cause: error,
    });
  });
  return names.flatMap((name) => /^(.+)\.json$/.exec(name)?.[1] ?? []);
}

function fileOf(context: Context, id: string): string {
  return join(context.home.operations, `${id}.json`);
}
