import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError, messageOf } from '@ktrdr/errors';
import { writeFileDurably } from '@ktrdr/durable-files';
import type { Context } from '../core/context.ts';
import { ownershipAdvice } from '../core/ownership-advice.ts';

/**
 * Writes down what an operation is about to do, whole or not at all, for the user alone.
 *
 * @throws CodedError `JOURNAL_UNWRITABLE`
 */
export async function writeJournalFile(context: Pick<Context, 'home'>, file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFileDurably(file, text);
  } catch (cause) {
    throw new CodedError(`Cannot record what is about to be done: ${file}: ${messageOf(cause)}`, {
      code: 'JOURNAL_UNWRITABLE',
      hint: `Without the record, a killed command could not be finished later. ${(await ownershipAdvice(context, file, cause)) ?? 'The directory must be writable for you, and the disk must not be full.'}`,
      cause,
    });
  }
}
