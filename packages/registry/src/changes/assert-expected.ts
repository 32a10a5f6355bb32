import { CodedError } from '@ktrdr/errors';
import type { EntryIdentity } from '../document/instance-record.ts';
import type { InstanceEntry } from '../document/registry-document.ts';

/**
 * The entry is still the one that the caller looked at, not a later one under the same id.
 *
 * @throws CodedError `INSTANCE_CHANGED`
 */
export function assertExpected(entry: InstanceEntry, expected: EntryIdentity | undefined): void {
  if (expected === undefined) return;
  if (entry.path === expected.path && entry.created_at === expected.createdAt) return;
  throw new CodedError(
    `${entry.instance_id} is now a different registration: ${entry.path}, registered ${entry.created_at}; ` +
      `expected ${expected.path}, registered ${expected.createdAt}`,
    {
      code: 'INSTANCE_CHANGED',
      hint: 'The entry was left unchanged. Another command registered it in the meantime: check it, and repeat the command if you still want to.',
    },
  );
}
