import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Collects the argument lists of every process on this machine until it is stopped, as often as it can: `/proc` on Linux.
 *
 * @returns what stops it, and gives each argument list that was seen, arguments joined by a space
 */
export function watchArguments(): () => Promise<Set<string>> {
  const seen = new Set<string>();
  const stop = new AbortController();
  const looking = (async () => {
    while (!stop.signal.aborted) {
      const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      const lists = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
      for (const list of lists) seen.add(list.replaceAll('\0', ' ').trim());
      await sleep(2);
    }
  })();
  return async () => {
    stop.abort();
    await looking;
    return seen;
  };
}
