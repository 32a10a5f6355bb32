import type { WorkItem } from '../git/work-at-risk.ts';
import { textOf } from '../core/byte-path.ts';
import { isSeen, type SeenEntries } from './entry-key.ts';
import { walkEntries } from './walk-entries.ts';

/**
 * What has come into a directory since it was looked at, wherever it was moved: files that are new or changed, and directories that were not
 * there, also those that were moved in with all their old times. What went is no matter. Follows no link.
 *
 * @param agreed directories that nobody could look into and that go as a whole, relative to it: whatever is in them was agreed to with them
 */
export async function cameSince(path: string, seen: SeenEntries, agreed: readonly string[] = []): Promise<WorkItem[]> {
  const items: WorkItem[] = [];
  await walkEntries(path, {
    onEntry: (within, stats) => {
      // Another one of that name is not what was agreed to.
      if (isSeen(stats, seen)) return agreed.includes(textOf(within)) ? 'pass' : 'enter';
      items.push({ kind: 'untracked', what: stats.isDirectory() ? `${textOf(within)}/` : textOf(within) });
      return 'pass';
    },
    onUnreadable: (within) => items.push({ kind: 'unreadable', what: `${textOf(within)}/` }),
  });
  return items;
}
