import type { CreateJournal } from '../journals/create-journal.ts';

/** What the reflog of a branch says that this very create has made: the proof that it is ours to remove. */
export function branchMark({ id, createdAt, token }: Pick<CreateJournal, 'id' | 'createdAt' | 'token'>): string {
  return `ktrdr sandbox ${id}, created ${createdAt} by ${token}`;
}
