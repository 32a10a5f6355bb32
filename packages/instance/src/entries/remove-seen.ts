import { lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { hasCode } from '@ktrdr/errors';
import { type BytePath, bytePath, bytesOf } from '../core/byte-path.ts';
import { isSeen, type SeenEntries } from './entry-key.ts';

/**
 * Removes from a directory what was there, as it was, when somebody looked, and the directory if nothing else is in it: what comes while that is
 * done stays. Follows no link, and leaves other file systems alone.
 *
 * @throws the system's errors: `EACCES`, `EBUSY`
 */
export async function removeSeen(directory: string, seen: SeenEntries): Promise<void> {
  const root = bytePath(directory);
  const dev = ifThere(() => lstatSync(directory, { bigint: true }))?.dev;
  if (dev === undefined) return;

  const empty = async (within: BytePath): Promise<void> => {
    const names = ifThere(() => readdirSync(bytesOf(join(root, within)), { encoding: 'latin1' })) ?? [];
    for (const name of names) {
      const path = join(within, name);
      const bytes = bytesOf(join(root, path));
      const stats = ifThere(() => lstatSync(bytes, { bigint: true }));
      if (stats === undefined || stats.dev !== dev || !isSeen(stats, seen)) continue;
      if (!stats.isDirectory()) ifThere(() => unlinkSync(bytes));
      else {
        await empty(path);
        removeEmpty(bytes);
      }
    }
    // Synchronous calls are ten times as fast here; after each directory others have their turn.
    await nextTurn();
  };

  await empty('');
  removeEmpty(bytesOf(root));
}

function removeEmpty(directory: Buffer): void {
  try {
    ifThere(() => rmdirSync(directory));
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY') && !hasCode(error, 'EEXIST')) throw error;
  }
}

function ifThere<Value>(ask: () => Value): Value | undefined {
  try {
    return ask();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}
