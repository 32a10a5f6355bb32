import { setTimeout as delay } from 'node:timers/promises';
import { entryKey, lastingKey, type SeenEntries } from './entry-key.ts';
import { walkEntries } from './walk-entries.ts';

/** Times of files advance by a tick of the kernel: of two changes within one, the second leaves no trace. */
const TICK_MS = 20;

/** Looks at everything in a directory of one file system, and follows no link. What changes from now on is told by `cameSince`. */
export async function seeEntries(path: string): Promise<SeenEntries> {
  return (await seeEntriesForLater(path)).seen;
}

/**
 * The same, and with it what to write down for a later command: before that, somebody may mend the permission that stopped this one, which
 * changes none of the files.
 */
export async function seeEntriesForLater(
  path: string,
): Promise<{ readonly seen: SeenEntries; readonly lasting: SeenEntries }> {
  // What was written in this very tick is seen as it is once the tick is over.
  await delay(2 * TICK_MS);
  const seen = new Set<string>();
  const lasting = new Set<string>();
  await walkEntries(path, {
    onEntry: (_, stats, isMount) => {
      if (!isMount) {
        seen.add(entryKey(stats));
        lasting.add(lastingKey(stats));
      }
      return 'enter';
    },
  });
  return { seen, lasting };
}
