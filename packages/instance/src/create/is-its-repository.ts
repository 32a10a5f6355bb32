import { directoryIdentity, isSameDirectory } from '../core/directory-identity.ts';
import type { CreateJournal } from '../journals/create-journal.ts';

/**
 * Whether the repository that a create worked in is at its place, and no other that was put there, such as a fresh clone or a copy from a backup: that
 * one knows nothing of what was made, so nothing that it says tells whether somebody has worked there.
 */
export async function isItsRepository({
  repository,
  commonDirectory,
}: Pick<CreateJournal, 'repository' | 'commonDirectory'>): Promise<boolean> {
  const there = await directoryIdentity(commonDirectory);
  // Journals of earlier versions do not tell which it was.
  return there !== undefined && (repository === undefined || isSameDirectory(repository, there));
}
