import { directoryIdentity, isSameDirectory } from '../core/directory-identity.ts';
import type { CreateJournal } from '../journals/create-journal.ts';

/** Whether this is the directory that the create has made, and no other that has taken its place. */
export async function isMade({ directory }: CreateJournal, path: string): Promise<boolean> {
  return directory !== undefined && isSameDirectory(directory, await directoryIdentity(path));
}
