import { CodedError } from '@ktrdr/errors';
import type { CreateJournal } from '../journals/create-journal.ts';
import { isMade } from './is-made.ts';

/**
 * Refuses to go on where another directory has taken the place of the one that the create has made: it is somebody's.
 *
 * @throws CodedError `INSTANCE_CHANGED`
 */
export async function assertStillMade(journal: CreateJournal): Promise<void> {
  if (await isMade(journal, journal.path)) return;
  throw new CodedError(`${journal.path} is no longer the directory that was made`, {
    code: 'INSTANCE_CHANGED',
    hint: 'Somebody has moved it, or put another directory in its place, which was left alone. Check what is there now.',
  });
}
