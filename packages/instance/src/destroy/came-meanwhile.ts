import type { WorkItem } from '../git/work-at-risk.ts';
import { cameSince } from '../seen/came-since.ts';
import type { SeenEntries } from '../seen/entry-key.ts';
import type { Survey } from './survey-worktree.ts';

/**
 * What has come into a worktree since it was looked at. Directories that nobody could look into before either are none of that: they were agreed
 * to as a whole, and one that is not the user's is removed by a container.
 */
export async function cameMeanwhile(
  path: string,
  seen: SeenEntries,
  { unreadable }: Pick<Survey, 'unreadable'>,
): Promise<WorkItem[]> {
  const isKnown = ({ kind, what }: WorkItem): boolean =>
    kind === 'unreadable' && unreadable.some((directory) => `${directory}/` === what);
  return (await cameSince(path, seen)).filter((item) => !isKnown(item));
}
