import { setTimeout as delay } from 'node:timers/promises';
import { entryKey, type SeenEntries } from './entry-key.ts';
import { walkEntries } from './walk-entries.ts';

/** Times of files advance by a tick of the kernel: of two changes within one, the second leaves no trace. */
const TICK_MS = 20;

/** Looks at everything in a directory of one file system, and follows no link. What changes from now on is told by `cameSince`. */
export async function seeEntries(path: string): Promise<SeenEntries> {
  // What was written in this very tick is seen as it is once the tick is over.
  await delay(2 * TICK_MS);
  const seen = new Set<string>();
  await walkEntries(path, {
    onEntry: (_, stats, isMount) => {
      if (!isMount) seen.add(entryKey(stats));
      return 'enter';
    },
  });
  return seen;
}
