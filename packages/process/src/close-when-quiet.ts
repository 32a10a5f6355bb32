import type { ChildProcess } from 'node:child_process';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

/** How long nothing may come of a pipe that something holds which the ended child has started. */
const QUIET_MS = 300;
/** So often it is waited for: what the child itself wrote fits into its pipes, and is read long before. */
const MOST_WAITS = 10;

/**
 * Gives up pipes that something holds which the ended child has left behind: an ssh that keeps its connection open for others holds stderr for
 * minutes. What the child itself wrote is in them when it ends, and is read first.
 *
 * @param isOver whether nobody waits for more, however much comes
 */
export async function closeWhenQuiet({ stdout, stderr }: ChildProcess, isOver: () => boolean): Promise<void> {
  let heard = true;
  let waits = 0;
  for (const stream of [stdout, stderr]) stream?.on('data', () => (heard = true));
  while (heard && waits < MOST_WAITS && !(waits > 0 && isOver())) {
    waits += 1;
    heard = false;
    await delay(QUIET_MS, undefined, { ref: false });
    // However late this process is, whatever can be read is read before it goes on.
    await nextTurn();
    await nextTurn();
  }
  stdout?.destroy();
  stderr?.destroy();
}
