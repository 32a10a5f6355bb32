import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError, hasCode, messageOf } from '@ktrdr/errors';
import type { Context } from '../core/context.ts';
import { directoryIdentity } from '../core/directory-identity.ts';
import { type CreateJournal, writeJournal } from '../journals/create-journal.ts';

/**
 * Makes the empty directory that git makes the worktree in, and writes down which one it is: a directory at that path is ours only if it
 * is this one. The repository's lock must be held.
 *
 * @throws CodedError `DIRECTORY_EXISTS` (somebody was faster), `WORKTREE_NOT_MADE`, `JOURNAL_UNWRITABLE`
 */
export async function claimDirectory(context: Context, journal: CreateJournal): Promise<void> {
  const { path } = journal;
  await mkdir(path).catch((cause: unknown) => {
    if (!hasCode(cause, 'EEXIST')) throw notMade(path, cause);
    throw new CodedError(`${path} already exists`, {
      code: 'DIRECTORY_EXISTS',
      hint: 'Another command created it in the meantime. It was left unchanged: choose another name.',
      cause,
    });
  });
  await writeJournal(context, { ...journal, directory: await directoryIdentity(path) });
}

function notMade(path: string, cause: unknown): CodedError {
  return new CodedError(`Cannot create the directory ${path}: ${messageOf(cause)}`, {
    code: 'WORKTREE_NOT_MADE',
    hint: `A sandbox is placed beside the main worktree: you must be able to write to ${dirname(path)}, and its disk must have space.`,
    cause,
  });
}
