import { join } from 'node:path';
import { directoryIdentity, isSameDirectory } from '../directory-identity.ts';
import { gitDirectoryNamedBy } from '../git/list-worktrees.ts';
import { sandboxLockReason } from '../git/sandbox-lock-reason.ts';
import type { CreateJournal } from '../journal/create-journal.ts';
import { firstLine } from './find-worktree.ts';

/** Whether a create had come to its end but for its journal: the directory that it made is one that git's lock calls whole. */
export async function isSealed({ id, path, directory }: CreateJournal): Promise<boolean> {
  if (directory === undefined || !isSameDirectory(directory, await directoryIdentity(path))) return false;
  const administration = await gitDirectoryNamedBy(path);
  return administration !== undefined && (await firstLine(join(administration, 'locked'))) === sandboxLockReason(id);
}
