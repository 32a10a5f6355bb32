import { join } from 'node:path';
import { removeTemporaryFiles, writeFileDurably } from '@ktrdr/durable-files';
import { sandboxLockReason } from '../git/sandbox-lock-reason.ts';
import type { CreateJournal } from '../journals/create-journal.ts';
import { findMovedWorktree, findWorktree } from './find-worktree.ts';

/**
 * Says in the worktree's lock that it is whole. From then on no undo of its create finds anything that it could take back.
 */
export async function sealWorktree(journal: CreateJournal): Promise<void> {
  const made = (await findWorktree(journal)) ?? (await findMovedWorktree(journal));
  if (made === undefined) return;
  const lock = join(made.administration, 'locked');
  await removeTemporaryFiles(lock);
  await writeFileDurably(lock, `${sandboxLockReason(journal.id)}\n`);
}
