import type { InstanceRecord } from './instance-record.ts';
import type { InstanceEntry } from './registry-document.ts';

/** The record of an entry of the file. Keys of the entry that have no meaning here stay in the file and out of the record. */
export function recordOf(entry: InstanceEntry): InstanceRecord {
  return {
    instanceId: entry.instance_id,
    slot: entry.slot,
    path: entry.path,
    createdAt: entry.created_at,
    isWorktree: entry.is_worktree,
    parentRepo: entry.parent_repo ?? null,
  };
}
