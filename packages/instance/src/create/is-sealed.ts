import { join } from 'node:path';
import { gitDirectoryNamedBy } from '../git/list-worktrees.ts';
import { sandboxLockReason } from '../git/sandbox-lock-reason.ts';
import type { CreateJournal } from '../journals/create-journal.ts';
import { firstLine } from './find-worktree.ts';
import { isMade } from './is-made.ts';

/** Whether a create had come to its end but for its journal: the directory that it made is one that git's lock calls whole. */
export async function isSealed(journal: CreateJournal): Promise<boolean> {
  const { id, path } = journal;
  if (!(await isMade(journal, path))) return false;
  const administration = await gitDirectoryNamedBy(path);
  return administration !== undefined && (await firstLine(join(administration, 'locked'))) === sandboxLockReason(id);
}
